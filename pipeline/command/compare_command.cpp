#include "pipeline/command/command_line.h"

#include "grids/error.h"
#include "pipeline/compare/compare_job.h"
#include "pipeline/compare/compare_tables.h"
#include "pipeline/program/data_argument.h"
#include "pipeline/program/named_cities.h"
#include "pipeline/program/shared_options.h"
#include "pipeline/program/standard_output.h"
#include "tables/statistics_table.h"

#include <cstdio>
#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace cityflux {
namespace {

struct CompareOptions {
    CompareRequest request;
    std::vector<std::string> periods;
    BoundaryOptions boundary;
    RunOptions run;
    std::string output;
};

int run_compare(CompareOptions& options)
{
    CompareRequest& request = options.request;
    for (std::vector<std::string>* tables : { &request.totals, &request.references }) {
        for (std::string& table : *tables) {
            table = data_argument(table);
        }
    }
    for (const std::string& period : options.periods) {
        request.years.years.push_back(option_value([&] { return statistic_year(period, "--period"); }));
    }
    const CityList cities = options.boundary.read();
    const auto chosen = options.boundary.chosen(cities);
    FileHashes hashes(std::nullopt);
    if (!options.output.empty()) {
        for (const std::string& name : comparison_files()) {
            check_output_is_no_input((std::filesystem::path(options.output) / name).string(), files_of(request), cities.source);
        }
        hashes.begin(files_of(request));
        hashes.begin({ cities.source });
    }
    const CompareResult result = make_comparison(request, named_cities(cities, chosen));
    if (!options.output.empty()) {
        write_comparison(options.output, request, result, cities, chosen, hashes, command_line());
    }
    if (options.output.empty() || options.run.json) {
        const std::string text = options.run.json ? comparison_json(result) : compared_cities_csv(result);
        print_result(text, "the comparison");
    }
    say_comparison(result);
    return result.shortcomings.empty() ? ExitCode::done : ExitCode::incomplete;
}

} // namespace

CommandAction add_compare_command(CLI::App& program)
{
    const auto options = std::make_shared<CompareOptions>();
    CLI::App* command = program.add_subcommand("compare", "how far inventories agree, city by city");
    command
        ->add_option("totals", options->request.totals,
            "totals of two inventories or more: tables of `cityflux totals --by year` (.csv, .json), tidy CSV, or "
            "DESCRIPTION.toml[=FILE] of a foreign table")
        ->required()
        ->type_name("TOTALS...");
    command
        ->add_option("--reference", options->request.references,
            "totals of provinces or the nation, named by code (130000, 100000) or name; a table as above")
        ->type_name("TABLE...");
    command->add_option("--period", options->periods, "years to compare, separated by commas (default: all)")
        ->type_name("YYYY,...")
        ->delimiter(',')
        ->allow_extra_args(false);
    command
        ->add_option("--nearest-year", options->request.years.nearest,
            "an inventory without the year stands in with its nearest one, at most N years off")
        ->check(CLI::Range(0, 50))
        ->type_name("N")
        ->capture_default_str();
    options->boundary.add_to(*command);
    command
        ->add_option("--output,-o", options->output,
            "folder for the tables, map, summary and manifest (default: the cities as CSV on the standard output)")
        ->type_name("DIR");
    options->run.add_to(*command);
    options->run.add_json_to(*command);
    command->footer("Example:\n  cityflux compare edgar.csv ceads.csv odiac.csv --reference provinces.csv -o compared");
    return [options] { return options->run.run([&] { return run_compare(*options); }); };
}

} // namespace cityflux
