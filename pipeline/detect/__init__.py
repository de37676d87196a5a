"""Personal information: found, attributed to a role, masked."""

from pipeline.detect.detector import Detector

__all__ = ["Detector"]
