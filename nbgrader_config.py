"""nbgrader's configuration of this course; `nbgrader` and `gradlab` read it from the course's root."""

c = get_config()

c.CourseDirectory.course_id = "differentiable-programming"

# The judge grades: `nbgrader autograde`, `nbgrader generate_feedback` and the formgrader run no student code themselves.
from gradlab.grade import gradebook  # noqa: E402 - behind get_config(), like every line of a configuration

gradebook.configure(c)
