"""Published documentation that is made from the code: the table of elements, and the stories that show each cell."""
