"""Which payment pays which bill, who decided, and the lettering that follows."""
