"""What was handed in: collected, unpacked, copied, looked through and mended."""
