"""Get round the filter by another table of system calls. KIND is put before. x86-64 only."""

import mmap

report("start", "info", KIND)
if KIND == "i386":
    page = mmap.mmap(-1, 1 << 12, prot=7)
    # mov eax, number; mov ebx, argument; int 0x80; ret
    for number, argument in ((20, 0), (310, 0x10000000)):
        page.seek(0)
        page.write(
            b"\x53\xb8"
            + number.to_bytes(4, "little")
            + b"\xbb"
            + argument.to_bytes(4, "little")
            + b"\xcd\x80\x5b\xc3"
        )
        result = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()
        report(f"i386 call {number}", "stopped" if result < 0 else "NOT STOPPED", result)
else:
    for number in (39, 272, 41, 520, 521):
        refused(number | 0x40000000, 0x10000000, 0, 0, label="x32")
