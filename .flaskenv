# Lets `.venv/bin/flask` find the application when it is run from the top of the tree.
FLASK_APP=webapp.app
