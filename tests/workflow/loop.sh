#!/bin/sh
# The whole loop with nbgrader's own commands: loop.sh COURSE ASSIGNMENT
# Every command runs to its end; the first that fails ends the loop with its status.
set -e
cd "$1"
nbgrader generate_assignment "$2" --force
nbgrader db assignment add "$2" --duedate "2026-10-09 17:00:00 UTC"
nbgrader release_assignment "$2"
nbgrader collect "$2"
nbgrader autograde "$2"
# Made anew each time: marks and comments by hand may have changed since.
nbgrader generate_feedback "$2" --force
nbgrader export
