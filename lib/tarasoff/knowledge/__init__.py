"""What the course knows: data with sources and dates, each record typed and checked as it is read."""
