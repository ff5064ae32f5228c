"""One query gives one frozen report: the only input of exports, the command line and the pages."""
