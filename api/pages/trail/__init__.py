"""The auditor's pages: the trail, who looked at it, what was taken away, and whether all is as it should be."""
