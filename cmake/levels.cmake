# The fills of the streams: one text, compiled once for each vector level of the target.
