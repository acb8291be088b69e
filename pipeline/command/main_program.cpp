#include "pipeline/command/main_program.h"

#include "grids/text/error.h"
#include "grids/text/words.h"
#include "pipeline/command/command_line.h"
#include "pipeline/program/messages.h"
#include "pipeline/program/versions.h"

#include <cstdio>
#include <exception>
#include <map>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace {

std::string version_text()
{
    std::string text;
    for (const auto& [name, version] : cityflux::versions()) {
        text += fmt::format("{} {}\n", name, version);
    }
    text.pop_back();
    return text;
}

/// What was meant by a word that is no command or option of the program: the nearest one, as a hint.
std::string hint_for(const std::string& word, const CLI::App& program)
{
    std::vector<std::string> names;
    if (word.starts_with("-")) {
        for (const CLI::App* command : program.get_subcommands()) {
            for (const CLI::Option* option : command->get_options()) {
                for (const std::string& name : option->get_lnames()) {
                    names.push_back("--" + name);
                }
            }
        }
    } else {
        for (const CLI::App* command : program.get_subcommands([](const CLI::App*) { return true; })) {
            names.push_back(command->get_name());
        }
    }
    const auto nearest = cityflux::nearest_words(word, names, 1);
    return nearest.empty() ? std::string() : fmt::format("; did you mean {}?", nearest.front());
}

/// Says what is wrong with the command line, and returns the exit code.
int explain(const CLI::ParseError& error, CLI::App& program, const std::vector<std::string>& words)
{
    if (error.get_exit_code() == 0) {
        return program.exit(error);
    }
    if (program.get_subcommands().empty() && !words.empty() && !words.front().starts_with("-")) {
        cityflux::report_error(fmt::format("there is no command '{}'{}", words.front(), hint_for(words.front(), program)));
    } else if (const std::vector<std::string> unknown = program.remaining(true); !unknown.empty()) {
        cityflux::report_error(fmt::format("there is no option '{}'{}", unknown.front(), hint_for(unknown.front(), program)));
    } else {
        cityflux::report_error(fmt::format("{}; --help tells how it is used", error.what()));
    }
    return cityflux::ExitCode::wrong_usage;
}

constexpr const char* not_written = "the result could not be written to the standard output";

/// Whether something of the result did not reach the standard output: a full disk, or nobody who reads it.
bool output_lost()
{
    return std::fflush(stdout) != 0 || std::ferror(stdout) != 0;
}

} // namespace

namespace cityflux {

int main_program(int argc, const char* const* argv)
{
    open_messages();
    CLI::App program("From gridded emission inventories to city totals that stand up to checking.", "cityflux");
    program.set_version_flag("--version", version_text, "versions of the program and its libraries");
    program.require_subcommand(1);
    program.footer("cityflux COMMAND --help tells the options of a command.\n\n"
                   "Example:\n  cityflux totals sample --boundaries china35");
    const std::map<std::string, CommandAction> actions {
        { "inspect", add_inspect_command(program) },
        { "totals", add_totals_command(program) },
        { "clip", add_clip_command(program) },
        { "run", add_run_command(program) },
        { "coverage", add_coverage_command(program) },
        { "compare", add_compare_command(program) },
        { "score", add_score_command(program) },
        { "calibrate", add_calibrate_command(program) },
        { "inventories", add_inventories_command(program) },
        { "cities", add_cities_command(program) },
        { "cache", add_cache_command(program) },
    };
    try {
        program.parse(argc, argv);
        const int code = actions.at(program.get_subcommands().front()->get_name())();
        if (output_lost()) {
            throw InputError(not_written);
        }
        return code;
    } catch (const CLI::ParseError& error) {
        return explain(error, program, std::vector<std::string>(argv + 1, argv + argc));
    } catch (const UsageError& error) {
        report_error(error.what());
        return ExitCode::wrong_usage;
    } catch (const InputError& error) {
        report_error(error.what());
        return ExitCode::input_refused;
    } catch (const std::exception& error) {
        if (output_lost()) {
            report_error(not_written);
            return ExitCode::input_refused;
        }
        report_fault(fmt::format("internal fault: {}; please report it with the command and the file", error.what()));
        return ExitCode::internal_fault;
    }
}

} // namespace cityflux
