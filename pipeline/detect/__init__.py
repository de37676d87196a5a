"""Personal information: found, attributed to a role, masked."""

from pipeline.detect.detector import Detector
from pipeline.detect.mask import deidentified

__all__ = ["Detector", "deidentified"]
