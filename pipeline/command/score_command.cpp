#include "pipeline/command/command_line.h"

#include "grids/text/error.h"
#include "pipeline/output/standard_output.h"
#include "pipeline/program/command_syntax.h"
#include "pipeline/program/data_argument.h"
#include "pipeline/program/named_cities.h"
#include "pipeline/program/shared_options.h"
#include "pipeline/score/score_inputs.h"
#include "pipeline/score/score_job.h"
#include "pipeline/score/score_tables.h"

#include <filesystem>
#include <memory>

#include <fmt/format.h>

namespace cityflux {
namespace {

struct ScoreOptions {
    std::string index;
    BoundaryOptions boundary;
    RunOptions run;
    ScoreRequest request;
    std::string output;
};

int run_score(ScoreOptions& options, const CommandLine& command_line)
{
    options.output = output_place(options.output);
    ScoreRequest& request = options.request;
    request.index = index_file(options.index);
    for (std::string& data : request.data) {
        data = data_argument(data);
    }
    const CityList cities = options.boundary.read();
    const auto chosen = options.boundary.chosen(cities);
    FileHashes hashes(std::nullopt);
    if (!options.output.empty()) {
        hashes.begin(files_of(request));
        hashes.begin({ cities.source });
    }
    const ScoreResult result = make_score(request, named_cities(cities, chosen));
    if (!options.output.empty()) {
        write_score(options.output, request, result, { cities, hashes, command_line });
    }
    if (options.output.empty() || options.run.json) {
        const std::string text = options.run.json ? score_json(result) : scores_wide_csv(result);
        print_result(text, "the scores");
    }
    say_score(result);
    return result.shortcomings.empty() ? ExitCode::done : ExitCode::incomplete;
}

} // namespace

CommandAction add_score_command(ProgramSyntax& program)
{
    const auto options = std::make_shared<ScoreOptions>();
    CommandSyntax command
        = program.add_command("score", "score and rank cities by a composite index");
    command
        .option(
            "index", options->index, "index of indicators: a TOML file, or a name of config/index")
        .required()
        .type_name("INDEX.toml");
    command
        .option("--data", options->request.data,
            "statistics and city totals: tidy CSV, a totals table (.csv, .json), or "
            "DESCRIPTION.toml[=FILE] of a foreign table")
        .required()
        .type_name("TABLE...");
    command.option("--policy-register", options->request.policy_register, "CSV of policy actions")
        .type_name("FILE");
    options->boundary.add_to(command);
    command
        .option("--draws", options->request.draws,
            "number of draws of robustness, 0 for none (default: as the index declares)")
        .type_name("N");
    command
        .option(
            "--seed", options->request.seed, "seed of the draws (default: as the index declares)")
        .type_name("N");
    command
        .option("--most-missing", options->request.most_missing,
            "largest missing share of weight with which a city has a score (default: as the index "
            "declares for itself and its domains)")
        .within(0.0, 1.0)
        .type_name("SHARE");
    command
        .option("--output,-o", options->output,
            "folder for scores, ranks, profiles, sources, robustness, report and manifest "
            "(default: scores as CSV on the "
            "standard output)")
        .type_name("DIR");
    options->run.add_to(command);
    options->run.add_json_to(command);
    command.footer("Example:\n  cityflux score double-carbon-2022 --data totals.csv statistics.csv "
                   "--policy-register "
                   "actions.csv -o scores");
    return [options](const CommandLine& command_line) {
        return options->run.run([&] { return run_score(*options, command_line); });
    };
}

} // namespace cityflux
