"""Cursors over bytes and bits that complain instead of running over the end."""

from oktodesk.media.probe.trouble import Damaged


class Fields:
    """Big-endian fields, one after another."""

    def __init__(self, data: bytes, at: int = 0) -> None:
        self._data = data
        self.at = at

    @property
    def left(self) -> int:
        """How many bytes are still to come."""
        return len(self._data) - self.at

    def take(self, length: int) -> bytes:
        """The next ``length`` bytes."""
        if length < 0 or length > self.left:
            raise Damaged(f"{length} bytes wanted, {self.left} there")
        self.at += length
        return self._data[self.at - length : self.at]

    def skip(self, length: int) -> None:
        """Pass over ``length`` bytes."""
        self.take(length)

    def unsigned(self, length: int) -> int:
        """An unsigned number of ``length`` bytes."""
        return int.from_bytes(self.take(length), "big")

    def signed(self, length: int) -> int:
        """A signed number of ``length`` bytes."""
        return int.from_bytes(self.take(length), "big", signed=True)

    def code(self) -> str:
        """A four-character code."""
        return self.take(4).decode("latin-1")

    def rest(self) -> bytes:
        """All that is left."""
        return self.take(self.left)


class Bits:
    """Single bits and Exp-Golomb codes (ITU-T H.264, 9.1), most significant bit first."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.at = 0

    @property
    def left(self) -> int:
        """How many bits are still to come."""
        return len(self._data) * 8 - self.at

    def unsigned(self, bits: int) -> int:
        """An unsigned number of ``bits`` bits."""
        if bits > self.left:
            raise Damaged(f"{bits} bits wanted, {self.left} there")
        first, last = self.at // 8, (self.at + bits + 7) // 8
        value = int.from_bytes(self._data[first:last], "big")
        self.at += bits
        return (value >> (last * 8 - self.at)) & ((1 << bits) - 1)

    def flag(self) -> bool:
        """One bit."""
        return bool(self.unsigned(1))

    def golomb(self) -> int:
        """``ue(v)``."""
        zeros = 0
        while not self.flag():
            zeros += 1
            if zeros > 32:
                raise Damaged("an Exp-Golomb code without end")
        return (1 << zeros) - 1 + self.unsigned(zeros)

    def signed_golomb(self) -> int:
        """``se(v)``."""
        code = self.golomb()
        return (code + 1) // 2 if code % 2 else -(code // 2)
