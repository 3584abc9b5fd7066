"""Answer files, keys, pure marking, and the steps that stand in nbgrader's pipelines."""
