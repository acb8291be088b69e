#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace cityflux {

/// What a command does once its options are parsed; returns the exit code.
using CommandAction = std::function<int()>;

/// Each adds one command with its options to the program and returns what runs it.
CommandAction add_inspect_command(CLI::App& program);
CommandAction add_totals_command(CLI::App& program);
CommandAction add_run_command(CLI::App& program);
CommandAction add_coverage_command(CLI::App& program);
CommandAction add_clip_command(CLI::App& program);
CommandAction add_score_command(CLI::App& program);
CommandAction add_compare_command(CLI::App& program);
CommandAction add_calibrate_command(CLI::App& program);
CommandAction add_inventories_command(CLI::App& program);
CommandAction add_cities_command(CLI::App& program);
CommandAction add_cache_command(CLI::App& program);

/// Exit codes of the contract (docs/command-line.md).
enum ExitCode { done = 0, internal_fault = 1, wrong_usage = 2, input_refused = 3, incomplete = 4 };

} // namespace cityflux
