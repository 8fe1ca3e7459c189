"""Makes the sentence encoder's fast file, once, when the environment is built.

The published file keeps its weights in 8 bits and multiplies in 32. Multiplying in 8 bits as well
(dynamic quantisation, one scale for each column) takes 4 ms a message instead of 9; the vectors agree
to a cosine of 0.993, and benchmarks do not tell them apart (docs/decisions/0010).

    python -m components.quantise        run by scripts/install-assistant
"""

import tempfile
from pathlib import Path

from components.sentences import FAST, encoder_file


def quantise(source: Path, target: Path) -> None:
    import onnxruntime
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with tempfile.TemporaryDirectory() as directory:
        folded = Path(directory, "folded.onnx")
        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        options.optimized_model_filepath = str(folded)
        onnxruntime.InferenceSession(str(source), options, ["CPUExecutionProvider"])
        made = Path(directory, "made.onnx")
        quantize_dynamic(folded, made, op_types_to_quantize=["MatMul"], per_channel=True, weight_type=QuantType.QInt8)
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_suffix(".partial")
        partial.write_bytes(made.read_bytes())
        partial.replace(target)


if __name__ == "__main__":
    quantise(encoder_file("model.onnx"), FAST)
