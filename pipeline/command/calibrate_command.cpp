#include "pipeline/command/command_line.h"

#include "grids/text/error.h"
#include "pipeline/output/output_file.h"
#include "pipeline/output/standard_output.h"
#include "pipeline/program/command_syntax.h"
#include "pipeline/program/data_argument.h"
#include "pipeline/program/named_cities.h"
#include "pipeline/program/shared_options.h"
#include "pipeline/score/calibration.h"
#include "pipeline/score/calibration_tables.h"
#include "pipeline/score/score_inputs.h"
#include "pipeline/score/score_job.h"
#include "pipeline/score/score_manifest.h"

#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>

#include <fmt/format.h>

namespace cityflux {
namespace {

struct CalibrateOptions {
    std::string index;
    std::string ranking;
    bool named_only = false;
    BoundaryOptions boundary;
    RunOptions run;
    CalibrationRequest request;
    std::string output;
};

using ReportFunction = std::string (*)(const CalibrationResult&);

/// Returns the function that makes the report of an output, by its suffix. Throws
/// UsageError for another suffix.
ReportFunction report_for(const std::filesystem::path& output)
{
    const std::string suffix = output.extension().string();
    if (suffix == ".md") {
        return calibration_markdown;
    }
    if (suffix == ".csv") {
        return calibration_csv;
    }
    if (suffix == ".json") {
        return calibration_json;
    }
    throw UsageError(ProblemCode::unsupported, named(Setting::output, output.string()),
        fmt::format("unsupported suffix '{}'", suffix), "use .md, .csv or .json");
}

/// Splits FILE:NAME, unless a file with the whole name exists.
void read_ranking_argument(const std::string& argument, CalibrationRequest& request)
{
    std::error_code error;
    const std::size_t colon = argument.rfind(':');
    if (colon == std::string::npos || std::filesystem::exists(argument, error)) {
        request.ranking = argument;
        return;
    }
    if (!request.ranking_name.empty()) {
        throw UsageError(ProblemCode::conflicting, "--ranking-name " + request.ranking_name,
            { "conflicting with ", named(Setting::ranking, argument),
                ", which names a ranking too" },
            "leave one out");
    }
    request.ranking = argument.substr(0, colon);
    request.ranking_name = argument.substr(colon + 1);
}

int run_calibrate(CalibrateOptions& options, const CommandLine& command_line)
{
    options.output = output_place(options.output);
    CalibrationRequest& request = options.request;
    const ReportFunction report = options.output.empty()
        ? (options.run.json ? calibration_json : calibration_markdown)
        : report_for(options.output);
    read_ranking_argument(options.ranking, request);
    request.others_beyond = !options.named_only;
    request.score.index = index_file(options.index);
    for (std::string& data : request.score.data) {
        data = data_argument(data);
    }
    const CityList cities = options.boundary.read();
    const auto chosen = options.boundary.chosen(cities);
    FileHashes hashes(std::nullopt);
    if (!options.output.empty()) {
        std::vector<std::string> inputs = files_of(request.score);
        inputs.push_back(request.ranking.string());
        check_output_is_no_input(options.output, inputs, cities.source);
        hashes.begin(inputs);
        hashes.begin({ cities.source });
    }
    const CalibrationResult result = make_calibration(request, named_cities(cities, chosen));
    if (!options.output.empty()) {
        OutputFile file(options.output);
        file.write(report(result));
        commit_with_manifest(file, request, result, { cities, hashes, command_line });
    }
    if (options.output.empty() || options.run.json) {
        const std::string shown
            = options.output.empty() ? report(result) : calibration_json(result);
        print_result(shown, "the calibration");
    }
    say_gathered(result.score.gathered);
    return ExitCode::done;
}

/// Adds the options that select the published ranking and the node it ranks.
void add_ranking_options(CommandSyntax& command, CalibrateOptions& options)
{
    CalibrationRequest& request = options.request;
    command
        .option("--ranking", options.ranking,
            "CSV of a ranking, whole or of the first cities: columns position,city, and "
            "ranking,direction if it holds several rankings")
        .required()
        .type_name("FILE[:NAME]");
    command
        .option("--ranking-name", request.ranking_name,
            "name of the ranking, if the file holds several")
        .type_name("NAME");
    command.flag("--named-only", options.named_only,
        "rank only the named cities (default: the others come after them, if the positions have "
        "no gap)");
    command
        .option("--node", request.node,
            "code of the domain with the ranked score (default: the index itself)")
        .type_name("CODE");
    command.flag("--leaves", request.leaves,
        "find the weights of all indicators below the node instead of those of its children");
}

} // namespace

CommandAction add_calibrate_command(ProgramSyntax& program)
{
    const auto options = std::make_shared<CalibrateOptions>();
    CalibrationRequest& request = options->request;
    CommandSyntax command = program.add_command(
        "calibrate", "find the weights of a composite index that give a published ranking");
    command
        .option(
            "index", options->index, "index of indicators: a TOML file, or a name of config/index")
        .required()
        .type_name("INDEX.toml");
    add_ranking_options(command, *options);
    command
        .option("--data", request.score.data,
            "statistics and city totals: tidy CSV, a totals table (.csv, .json), or "
            "DESCRIPTION.toml[=FILE] of a foreign table")
        .required()
        .type_name("TABLE...");
    command.option("--policy-register", request.score.policy_register, "CSV of policy actions")
        .type_name("FILE");
    options->boundary.add_to(command);
    command
        .option("--most-missing", request.score.most_missing,
            "largest missing share of weight with which a city has a score (default: as the index "
            "declares for itself and its domains)")
        .within(0.0, 1.0)
        .type_name("SHARE");
    command
        .option("--seconds", request.options.seconds,
            "time limit in seconds of each search of the nearest weights")
        .within(0.0, 86400.0)
        .show_default();
    command
        .option("--output,-o", options->output,
            "file to write: .md, .csv or .json (default: a table on the standard output)")
        .type_name("FILE");
    options->run.add_to(command);
    options->run.add_json_to(command);
    command.footer("Example:\n  cityflux calibrate double-carbon-2022 --node 2 --ranking "
                   "published.csv:domain2 --data "
                   "whitepaper_figure23_progress=figure23.csv");
    return [options](const CommandLine& command_line) {
        return options->run.run([&] { return run_calibrate(*options, command_line); });
    };
}

} // namespace cityflux
