"""The same analysis on many files: what a recipe says, and the processes or machines that do it."""

from __future__ import annotations

from models.batch.orders import Order, orders_as_json, orders_from_text
from models.batch.run import Batch

__all__ = ["Batch", "Order", "orders_as_json", "orders_from_text"]
