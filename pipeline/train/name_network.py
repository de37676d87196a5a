"""The network of the name tagger: LAC's vectors and recurrent layers, the marks of words, and a layer of its own."""

import torch
from torch import Tensor, nn

from pipeline.detect.tagger import MARKS, TAGS
from pipeline.train.silver import GATES, LacWeights

_MARK_SIZE = 16
_SMALL = 0.3


class Network(nn.Module):  # type: ignore[misc]
    """Gives the log-odds of the tags of each character."""

    def __init__(self, characters: str, lac: LacWeights, *, drop: float) -> None:
        """characters: those that the network knows; drop: share of what passes that is left out in training."""
        super().__init__()
        table = torch.tensor(lac.table(characters))
        size = lac.state
        self.characters = nn.Embedding.from_pretrained(table, freeze=False)
        self.marks = nn.Embedding(MARKS, _MARK_SIZE)
        widths = (table.shape[1] + _MARK_SIZE, 2 * size)
        self.recur = nn.ModuleList(nn.GRU(width, size, bidirectional=True, batch_first=True) for width in widths)
        self.leave = nn.Linear(2 * size, TAGS)
        self.drop = nn.Dropout(drop)
        with torch.no_grad():
            self._start(lac)

    def _start(self, lac: LacWeights) -> None:
        """Take over LAC's layers; what reads the marks begins at zero, so that at first it reads as LAC does."""
        self.marks.weight.mul_(_SMALL)
        for layer, arrays in zip(self.recur, lac.recurrent, strict=True):
            for gate in GATES:
                for direction, ending in enumerate(("", "_reverse")):
                    parameter = getattr(layer, f"{gate}_l0{ending}")
                    value = torch.tensor(arrays[gate][direction])
                    parameter.zero_()
                    (parameter[:, : value.shape[1]] if value.dim() == 2 else parameter).copy_(value)

    def forward(self, characters: Tensor, marks: Tensor) -> Tensor:
        """Return the log-odds, (batch, length, 5); characters, marks: (batch, length), int64."""
        x = torch.cat((self.drop(self.characters(characters)), self.marks(marks)), 2)
        for layer in self.recur:
            x = self.drop(layer(x)[0])
        return self.leave(x)


def lac_itself(characters: str, lac: LacWeights) -> Network:
    """Return LAC unchanged as such a network: it gives the log-odds of its own tags, whatever the marks."""
    network = Network(characters, lac, drop=0.0)
    network.leave = nn.Linear(*lac.leave.shape)
    with torch.no_grad():
        network.leave.weight.copy_(torch.tensor(lac.leave.T))
        network.leave.bias.copy_(torch.tensor(lac.leave_bias))
    network.eval()
    return network
