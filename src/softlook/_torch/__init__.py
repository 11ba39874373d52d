"""Torch's own roads: loaded only when an argument is a tensor, and the one place of the core that may import torch.

Each module is another way to what a plain function says, tested equal to it: faster, or in less memory.
"""
