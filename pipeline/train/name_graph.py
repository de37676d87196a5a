"""Writes the name tagger's network as an ONNX graph, node by node."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.train.name_network import Network


def write_onnx(network: Network, path: Path, *, of: Sequence[Sequence[int]] = ()) -> None:
    """Write the network with probabilities as its output, (batch, length, tags); vectors as float16.

    of: the tags whose probabilities together make one of those that are given out; all tags where nothing is said.
    """
    import onnx
    from onnx import TensorProto, helper

    graph = _Graph({key: value.detach().numpy() for key, value in network.state_dict().items()})
    nodes = list(graph.nodes(len(network.recur), of))
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT32, ["batch", "length"]) for name in ("characters", "marks")
    ]
    outputs = [helper.make_tensor_value_info("tags", TensorProto.FLOAT, ["batch", "length", "tag"])]
    made = helper.make_graph(nodes, "names", inputs, outputs, graph.kept)
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString(deterministic=True))


class _Graph:
    """Collects the arrays of the graph while its nodes are made."""

    def __init__(self, state: dict[str, NDArray[Any]]) -> None:
        self._state = state
        self.kept: list[Any] = []

    def nodes(self, layers: int, of: Sequence[Sequence[int]]) -> Iterator[Any]:
        from onnx import TensorProto, helper

        node = helper.make_node
        for name in ("characters", "marks"):
            table = self._array(f"{name}_table", self._state[f"{name}.weight"].astype(np.float16))
            yield node("Gather", [table, name], [f"{name}_16"])
            yield node("Cast", [f"{name}_16"], [f"{name}_32"], to=TensorProto.FLOAT)
        yield node("Concat", ["characters_32", "marks_32"], ["joined"], axis=2)
        yield node("Transpose", ["joined"], ["steps0"], perm=[1, 0, 2])
        for number in range(layers):
            yield from self._recurrent(number)
        weight, bias = self._state["leave.weight"].T, self._state["leave.bias"]
        yield node("MatMul", [f"steps{layers}", self._array("leave.w", weight)], ["product"])
        yield node("Add", ["product", self._array("leave.b", bias)], ["odds"])
        yield node("Softmax", ["odds"], ["all"], axis=2)
        if of:
            taken = np.zeros((len(bias), len(of)), dtype=np.float32)
            for column, tags in enumerate(of):
                taken[list(tags), column] = 1
            yield node("MatMul", ["all", self._array("taken", taken)], ["some"])
        yield node("Transpose", ["some" if of else "all"], ["tags"], perm=[1, 0, 2])

    def _recurrent(self, number: int) -> Iterator[Any]:
        from onnx import helper

        size = self._state[f"recur.{number}.weight_hh_l0"].shape[1]
        gates = [
            self._array(f"gru{number}.{part}", self._gates(number, part)) for part in ("weight_ih", "weight_hh", "bias")
        ]
        yield helper.make_node(
            "GRU", [f"steps{number}", *gates], [f"states{number}"], hidden_size=size, direction="bidirectional",
            linear_before_reset=1,
        )  # fmt: skip
        yield helper.make_node("Transpose", [f"states{number}"], [f"turned{number}"], perm=[0, 2, 1, 3])
        shape = self._array(f"shape{number}", np.array([0, 0, 2 * size], dtype=np.int64))
        yield helper.make_node("Reshape", [f"turned{number}", shape], [f"steps{number + 1}"])

    def _array(self, name: str, value: NDArray[Any]) -> str:
        from onnx import numpy_helper

        self.kept.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def _gates(self, number: int, part: str) -> NDArray[Any]:
        """Return both directions of one array of a GRU, gates in the order of ONNX: update, reset, new."""
        names = ("bias_ih", "bias_hh") if part == "bias" else (part,)
        out = []
        for ending in ("", "_reverse"):
            arrays = [np.split(self._state[f"recur.{number}.{name}_l0{ending}"], 3) for name in names]
            out.append(np.concatenate([gates[place] for gates in arrays for place in (1, 0, 2)]))
        return np.stack(out)
