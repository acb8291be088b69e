#include "pipeline/command/command_line.h"

#include "pipeline/command/correction_options.h"
#include "pipeline/compare/compare_job.h"
#include "pipeline/compare/compare_tables.h"
#include "pipeline/compare/corrected_tables.h"
#include "pipeline/output/standard_output.h"
#include "pipeline/program/command_syntax.h"
#include "pipeline/program/data_argument.h"
#include "pipeline/program/data_folder.h"
#include "pipeline/program/named_cities.h"
#include "pipeline/program/shared_options.h"
#include "pipeline/table/totals_writer.h"
#include "pipeline/tables/statistics_table.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace cityflux {
namespace {

struct CompareOptions {
    CompareRequest request;
    CorrectionOptions correction;
    std::vector<std::string> periods;
    BoundaryOptions boundary;
    RunOptions run;
    std::string output;
};

int run_compare(CompareOptions& options, const CommandLine& command_line)
{
    options.output = output_place(options.output);
    CompareRequest& request = options.request;
    for (std::vector<std::string>* tables : { &request.totals, &request.references }) {
        for (std::string& table : *tables) {
            table = data_argument(table);
        }
    }
    for (const std::string& period : options.periods) {
        request.years.years.push_back(
            option_value([&] { return statistic_year(period, "--period"); }));
    }
    request.correction = options.correction.request();
    const CityList cities = options.boundary.read();
    const auto chosen = options.boundary.chosen(cities);
    FileHashes hashes(std::nullopt);
    if (!options.output.empty()) {
        for (const std::string& name : comparison_files()) {
            check_output_is_no_input((std::filesystem::path(options.output) / name).string(),
                files_of(request), cities.source);
        }
        hashes.begin(files_of(request));
        hashes.begin({ cities.source });
    }
    const CompareResult result
        = make_comparison(request, named_cities(cities, chosen), Gazetteer::read(gazetteer_file()));
    if (!options.output.empty()) {
        write_comparison(options.output, request, result, chosen, { cities, hashes, command_line });
    }
    if (options.output.empty() || options.run.json) {
        const std::string text = options.run.json ? comparison_json(result)
            : request.correction.wanted()         ? to_csv(corrected_totals(result, chosen))
                                                  : compared_cities_csv(result);
        print_result(text, "the comparison");
    }
    say_comparison(result);
    return result.shortcomings.empty() ? ExitCode::done : ExitCode::incomplete;
}

} // namespace

CommandAction add_compare_command(ProgramSyntax& program)
{
    const auto options = std::make_shared<CompareOptions>();
    CommandSyntax command = program.add_command(
        "compare", "compare city totals of inventories, and correct one of them with --primary");
    command
        .option("totals", options->request.totals,
            "city totals of two inventories or more: tables of `cityflux totals --by year` (.csv, "
            ".json), tidy CSV, or DESCRIPTION.toml[=FILE] of a foreign table")
        .required()
        .type_name("TOTALS...");
    command
        .option("--reference", options->request.references,
            "totals of provinces or the nation, by code (130000, 100000) or name, in a table of "
            "the "
            "same forms")
        .type_name("TABLE...");
    command
        .option(
            "--period", options->periods, "years to compare, separated by commas (default: all)")
        .type_name("YYYY,...")
        .separated_by(',')
        .single_argument();
    command
        .option("--nearest-year", options->request.years.nearest,
            "largest distance in years of the nearest year that replaces a missing one")
        .within(0, 50)
        .type_name("N")
        .show_default();
    options->boundary.add_to(command);
    options->correction.add_to(command);
    command
        .option("--output,-o", options->output,
            "folder for the tables, map, summary and manifest (default: cities or corrected totals "
            "as CSV on the standard output)")
        .type_name("DIR");
    options->run.add_to(command);
    options->run.add_json_to(command);
    command.footer("Example:\n  cityflux compare edgar.csv ceads.csv odiac.csv --reference "
                   "provinces.csv -o compared\n"
                   "  cityflux compare edgar.csv ceads.csv odiac.csv --primary EDGAR-v8 --correct "
                   "blend -o corrected");
    return [options](const CommandLine& command_line) {
        return options->run.run([&] { return run_compare(*options, command_line); });
    };
}

} // namespace cityflux
