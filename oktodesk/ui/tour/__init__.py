"""The tour: the real window driven through the main job, step by step, with a picture of each."""
