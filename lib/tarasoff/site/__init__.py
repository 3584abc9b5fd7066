"""The web edition: the whole course as pages that any web server can hand out, with no server behind them."""
