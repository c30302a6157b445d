"""The course's nbgrader settings. In this folder: `nbgrader generate_assignment 03_feature_extraction`."""

c = get_config()  # noqa: F821  (nbgrader puts it there)

c.CourseDirectory.course_id = "transfer_learning"
c.CourseDirectory.source_directory = "../lessons"  # the lessons are their own source; nothing is copied
c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", "README.md"]

# check() knows this stub and says politely that nothing is written yet.
c.ClearSolutions.code_stub = {"python": "# Write your code here.\nraise NotImplementedError"}
c.ClearSolutions.text_stub = "Write your answer here."

# A lesson trains for up to two minutes as a whole, on a slow machine longer; nbgrader's own limit is 30 s a cell.
c.ExecutePreprocessor.timeout = 180

# What students have written is shown in formgrader without anything that a browser would run.
c.HTMLExporter.sanitize_html = True

# tlgrade. An answer takes a second; these are for the slowest machine that anyone grades on.
c.TlGrade.cell_seconds = 60
c.TlGrade.total_seconds = 300
