"""nbgrader's configuration of this course; `nbgrader` and `gradlab` read it from the course's root."""

c = get_config()

c.CourseDirectory.course_id = "differentiable-programming"
