"""Personal information: found, attributed to a role, masked."""

from pipeline.detect.case import Case
from pipeline.detect.detector import Detector

__all__ = ["Case", "Detector"]
