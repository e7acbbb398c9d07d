"""Electrochemistry as pure functions: SI arrays in, frozen dataclasses out."""
