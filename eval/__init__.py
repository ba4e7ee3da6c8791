"""How good the answers are: question sets, scorers, baselines, runner, report and benchmarks."""
