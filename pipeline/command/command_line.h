#pragma once

#include <functional>
#include <string>
#include <vector>

namespace cityflux {

class ProgramSyntax;

/// Words of the command line, with the program first.
using CommandLine = std::vector<std::string>;
/// Runs a command after its options are parsed. Returns the exit code.
using CommandAction = std::function<int(const CommandLine&)>;

/// Each function adds one command with its options to the program and returns its action.
CommandAction add_inspect_command(ProgramSyntax& program);
CommandAction add_totals_command(ProgramSyntax& program);
CommandAction add_run_command(ProgramSyntax& program);
CommandAction add_coverage_command(ProgramSyntax& program);
CommandAction add_clip_command(ProgramSyntax& program);
CommandAction add_score_command(ProgramSyntax& program);
CommandAction add_compare_command(ProgramSyntax& program);
CommandAction add_calibrate_command(ProgramSyntax& program);
CommandAction add_inventories_command(ProgramSyntax& program);
CommandAction add_cities_command(ProgramSyntax& program);
CommandAction add_cache_command(ProgramSyntax& program);

/// Exit codes, as documented in docs/command-line.md.
enum ExitCode { done = 0, internal_fault = 1, wrong_usage = 2, input_refused = 3, incomplete = 4 };

} // namespace cityflux
