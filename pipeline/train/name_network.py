"""The network of the name tagger: character and word-mark embeddings, dilated convolutions; and its ONNX graph."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from pipeline.detect.tagger import MARKS, TAGS


class Network(nn.Module):  # type: ignore[misc]
    """Gives the log-odds of the tags of each character; `other` is the number of tags of the task it learns first."""

    def __init__(
        self, embedding: NDArray[np.float32], *, width: int, dilations: Sequence[int], recurrent: int, other: int
    ) -> None:
        """embedding: (characters, dimension), where to start from; recurrent: state of the GRU in each direction."""
        super().__init__()
        self.characters = nn.Embedding.from_pretrained(torch.tensor(embedding), freeze=False)
        self.marks = nn.Embedding(MARKS, 16)
        self.enter = nn.Conv1d(embedding.shape[1] + 16, width, 1)
        self.blocks = nn.ModuleList(nn.Conv1d(width, width, 3, padding=d, dilation=d) for d in dilations)
        self.recur = nn.GRU(width, recurrent, bidirectional=True, batch_first=True)
        self.leave = nn.Conv1d(width + 2 * recurrent, TAGS, 1)
        self.leave_other = nn.Conv1d(width, other, 1)
        self.drop = nn.Dropout(0.15)

    def hidden(self, characters: Tensor, marks: Tensor) -> Tensor:
        """Return what the blocks read, (batch, width, length); characters, marks: (batch, length), int64."""
        x = torch.cat((self.drop(self.characters(characters)), self.marks(marks)), 2).transpose(1, 2)
        x = functional.relu(self.enter(x))
        for block in self.blocks:
            x = x + functional.relu(block(self.drop(x)))
        return self.drop(x)

    def forward(self, characters: Tensor, marks: Tensor) -> Tensor:
        """Return the log-odds of a name's tags, (batch, 5, length)."""
        return self.tell(self.hidden(characters, marks))

    def tell(self, hidden: Tensor) -> Tensor:
        """Return the log-odds from what the blocks read."""
        states, _ = self.recur(hidden.transpose(1, 2))
        joined = torch.cat((hidden, self.drop(states).transpose(1, 2)), 1)
        return self.leave(joined)


def write_onnx(network: Network, path: Path) -> None:
    """Write the network with probabilities as its output, (batch, length, 5); embeddings as float16."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    state = {key: value.detach().numpy() for key, value in network.state_dict().items()}
    kept: list[Any] = []

    def array(name: str, value: NDArray[Any]) -> str:
        kept.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    nodes = list(_graph(network, state, array))
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT32, ["batch", "length"]) for name in ("characters", "marks")
    ]
    outputs = [helper.make_tensor_value_info("tags", TensorProto.FLOAT, ["batch", "length", TAGS])]
    graph = helper.make_graph(nodes, "names", inputs, outputs, kept)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString(deterministic=True))


def _graph(network: Network, state: dict[str, NDArray[Any]], array: Any) -> Iterator[Any]:
    from onnx import TensorProto, helper

    node = helper.make_node
    for name in ("characters", "marks"):
        table = array(f"{name}_table", state[f"{name}.weight"].astype(np.float16))
        yield node("Gather", [table, name], [f"{name}_16"])
        yield node("Cast", [f"{name}_16"], [f"{name}_32"], to=TensorProto.FLOAT)
    yield node("Concat", ["characters_32", "marks_32"], ["joined"], axis=2)
    yield node("Transpose", ["joined"], ["x"], perm=[0, 2, 1])
    at = "x"

    def conv(name: str, read: str, dilation: int) -> Any:
        weight, bias = array(f"{name}.w", state[f"{name}.weight"]), array(f"{name}.b", state[f"{name}.bias"])
        pads = [dilation, dilation] if state[f"{name}.weight"].shape[2] == 3 else [0, 0]
        return node("Conv", [read, weight, bias], [f"{name}.out"], dilations=[dilation], pads=pads)

    yield conv("enter", at, 1)
    yield node("Relu", ["enter.out"], ["entered"])
    at = "entered"
    for number, block in enumerate(network.blocks):
        name = f"blocks.{number}"
        yield conv(name, at, int(block.dilation[0]))
        yield node("Relu", [f"{name}.out"], [f"{name}.relu"])
        yield node("Add", [at, f"{name}.relu"], [f"{name}.sum"])
        at = f"{name}.sum"
    yield node("Transpose", [at], ["steps"], perm=[2, 0, 1])
    gates = [array(f"gru.{part}", _gates(state, part)) for part in ("weight_ih", "weight_hh", "bias")]
    size = network.recur.hidden_size
    yield node("GRU", ["steps", *gates], ["states"], hidden_size=size, direction="bidirectional", linear_before_reset=1)
    yield node("Transpose", ["states"], ["turned"], perm=[2, 1, 3, 0])
    shape = array("shape", np.array([0, 2 * size, -1], dtype=np.int64))
    yield node("Reshape", ["turned", shape], ["recurred"])
    yield node("Concat", [at, "recurred"], ["both"], axis=1)
    yield conv("leave", "both", 1)
    yield node("Transpose", ["leave.out"], ["odds"], perm=[0, 2, 1])
    yield node("Softmax", ["odds"], ["tags"], axis=2)


def _gates(state: dict[str, NDArray[Any]], part: str) -> NDArray[Any]:
    """Return both directions of one array of the GRU in the order of ONNX: update, reset, new (torch: reset first)."""
    out = []
    for direction in ("", "_reverse"):
        names = (part,) if part != "bias" else ("bias_ih", "bias_hh")
        ordered = []
        for name in names:
            reset, update, new = np.split(state[f"recur.{name}_l0{direction}"], 3)
            ordered.append(np.concatenate((update, reset, new)))
        out.append(np.concatenate(ordered))
    return np.stack(out)
