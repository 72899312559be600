"""Time: the dashboard, the time of a case, forecasts, what-ifs and signals."""
