"""What the Validate button needs to know in a student's JupyterLab; the course's own settings are in grading/."""

c = get_config()  # noqa: F821  (nbgrader puts it there)

# A cell of a lesson may train for a minute, and longer on a slow machine; nbgrader's own limit is 30 s a cell.
c.ExecutePreprocessor.timeout = 600
