"""The analyst's desk: the register of SOPs, the upload with its check, and the page of one SOP."""
