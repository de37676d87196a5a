"""The tagger's network begins as LAC, and its ONNX graph gives what the network gives (both need the extra [train])."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from pipeline.train.name_graph import write_onnx  # noqa: E402
from pipeline.train.name_network import Network, lac_itself  # noqa: E402
from pipeline.train.silver import Lac  # noqa: E402

TEXT = "江州市副市长李明今天会见了来访的皮埃尔杜兰一行"
CHARACTERS = "".join(sorted(set(TEXT)))


@pytest.fixture(scope="module")
def lac() -> Lac:
    return Lac()


def numbers() -> "torch.Tensor":
    return torch.tensor([[CHARACTERS.index(c) + 2 for c in TEXT]])


def test_it_reads_as_lac_does_before_all_training(lac: Lac) -> None:
    read = lac_itself(CHARACTERS, lac.weights())(numbers(), numbers() * 0 + 3)
    assert read.shape == (1, len(TEXT), len(lac.tags))
    assert [lac.tags[place] for place in read[0].argmax(1).tolist()][6:8] == ["nr-B", "nr-I"]


def test_the_graph_gives_the_probabilities_of_the_network(lac: Lac, tmp_path) -> None:  # type: ignore[no-untyped-def]
    import onnxruntime

    network = Network(CHARACTERS, lac.weights(), drop=0.3).eval()
    write_onnx(network, tmp_path / "one.onnx")
    write_onnx(network, tmp_path / "two.onnx", of=[[1, 4], [2, 3]])
    fed = {name: numbers().numpy().astype(np.int32) for name in ("characters", "marks")}
    wanted = torch.softmax(network(numbers(), numbers()), 2).detach().numpy()
    (all_tags,) = onnxruntime.InferenceSession(str(tmp_path / "one.onnx")).run(["tags"], fed)
    (some,) = onnxruntime.InferenceSession(str(tmp_path / "two.onnx")).run(["tags"], fed)
    assert np.abs(all_tags - wanted).max() < 1e-3
    assert np.abs(some[..., 0] - wanted[..., [1, 4]].sum(2)).max() < 1e-3
