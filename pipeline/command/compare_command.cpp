#include "pipeline/command/command_line.h"

#include "grids/text/error.h"
#include "grids/text/number_text.h"
#include "pipeline/compare/compare_job.h"
#include "pipeline/compare/compare_tables.h"
#include "pipeline/compare/corrected_tables.h"
#include "pipeline/compare/correction_words.h"
#include "pipeline/output/standard_output.h"
#include "pipeline/program/command_syntax.h"
#include "pipeline/program/data_argument.h"
#include "pipeline/program/data_folder.h"
#include "pipeline/program/named_cities.h"
#include "pipeline/program/shared_options.h"
#include "pipeline/table/totals_writer.h"
#include "pipeline/tables/statistics_table.h"
#include "pipeline/tables/text_table.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Options of a correction as typed.
struct CorrectionOptions {
    std::string primary;
    std::string method = std::string(name_of(CorrectionRequest().method));
    std::string trusted;
    std::string target = std::string(word_of(target_words(), CorrectionRequest().target));
    std::string level = std::string(word_of(level_words(), CorrectionRequest().level));
    std::string interval = std::string(word_of(interval_words(), CorrectionRequest().interval));
    std::vector<std::string> shared;
    std::vector<std::string> part_only;
    std::vector<std::string> uncertainty;
    std::vector<std::string> reference_uncertainty;
    std::vector<std::string> reference_shares;

    std::optional<OptionSyntax> first; ///< --primary, required by the others

    void add_to(CommandSyntax& command);
    CorrectionRequest request() const;
};

/// Splits "NAME=NUMBER", where the name may contain '='. Throws UsageError for other texts.
std::pair<std::string, double> named_number(const std::string& text, const char* option)
{
    const std::size_t equals = text.rfind('=');
    const std::optional<double> number = equals == std::string::npos
        ? std::nullopt
        : number_of(std::string_view(text).substr(equals + 1));
    if (!number || std::isnan(*number) || equals == 0) {
        throw UsageError(fmt::format("{} {}: it is written NAME=NUMBER", option, text));
    }
    return { text.substr(0, equals), *number };
}

std::map<std::string, double> named_numbers(
    const std::vector<std::string>& texts, const char* option)
{
    std::map<std::string, double> numbers;
    for (const std::string& text : texts) {
        if (!numbers.insert(named_number(text, option)).second) {
            throw UsageError(fmt::format("{} {}: the name is given twice", option, text));
        }
    }
    return numbers;
}

std::vector<std::string> parts_of(std::string_view text, char separator)
{
    std::vector<std::string> parts;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(separator, begin), text.size());
        parts.emplace_back(without_blanks(text.substr(begin, end - begin)));
        begin = end + 1;
    }
    return parts;
}

void CorrectionOptions::add_to(CommandSyntax& command)
{
    first = command
                .option("--primary", primary,
                    "correct the totals of this inventory by the others or a reference "
                    "(docs/correct.md); writes corrected.csv")
                .type_name("INVENTORY")
                .group("Correction");
    const auto add = [&](const char* name, auto& value, const char* what, const char* type) {
        return command.option(name, value, what).type_name(type).group("Correction").needs(*first);
    };
    const auto add_list = [&](const char* name, std::vector<std::string>& values, const char* what,
                              const char* type) {
        add(name, values, what, type).separated_by(',').single_argument();
    };
    add("--correct", method, "none, scale, regress or blend", "METHOD").show_default();
    add("--trusted", trusted, "inventory that is regressed on, or whose level a blend takes",
        "INVENTORY");
    add_list("--reference-uncertainty", reference_uncertainty,
        "the same of references, by their source", "SOURCE=SHARE,...");
    add_list("--uncertainty", uncertainty,
        "plus or minus this share at 95 %, as an inventory states it", "INVENTORY=SHARE,...");
    add_list("--shared", shared,
        "inventories that share data, and the correlation of their errors: county+CEADs=0.5",
        "A+B=R,...");
    add_list("--part-only", part_only,
        "inventories that cover a part of each city: they have no say in the level",
        "INVENTORY,...");
    add_list("--reference-share", reference_shares,
        "which share of a reference's total the cities are, for scale: China=0.31",
        "REGION=SHARE,...");
    add("--level", level, "of a blend: mean, primary, trusted or as-they-are", "LEVEL")
        .show_default();
    add("--interval", interval, "what that of a blend is to hold: another-inventory or truth",
        "WHAT")
        .show_default();
    add("--target", target, "of a regression: median (a city) or mean (sums of many)", "WHAT")
        .show_default();
}

CorrectionRequest CorrectionOptions::request() const
{
    CorrectionRequest request;
    request.primary = primary;
    request.method = correction_method(method);
    request.trusted = trusted;
    request.target = choice_of(target_words(), target, "--target");
    request.level = choice_of(level_words(), level, "--level");
    request.interval = choice_of(interval_words(), interval, "--interval");
    for (const std::string& text : shared) {
        const auto [names, correlation] = named_number(text, "--shared");
        request.shared.push_back({ parts_of(names, '+'), correlation });
    }
    request.part_only = part_only;
    request.uncertainty = named_numbers(uncertainty, "--uncertainty");
    request.reference_uncertainty = named_numbers(reference_uncertainty, "--reference-uncertainty");
    request.reference_shares = named_numbers(reference_shares, "--reference-share");
    return request;
}

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
    if (options.correction.first->given()) {
        check(request.correction);
    }
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
    CommandSyntax command
        = program.add_command("compare", "how far inventories agree, city by city");
    command
        .option("totals", options->request.totals,
            "totals of two inventories or more: tables of `cityflux totals --by year` (.csv, "
            ".json), tidy CSV, or "
            "DESCRIPTION.toml[=FILE] of a foreign table")
        .required()
        .type_name("TOTALS...");
    command
        .option("--reference", options->request.references,
            "totals of provinces or the nation, named by code (130000, 100000) or name; a table as "
            "above")
        .type_name("TABLE...");
    command
        .option(
            "--period", options->periods, "years to compare, separated by commas (default: all)")
        .type_name("YYYY,...")
        .separated_by(',')
        .single_argument();
    command
        .option("--nearest-year", options->request.years.nearest,
            "an inventory without the year stands in with its nearest one, at most N years off")
        .within(0, 50)
        .type_name("N")
        .show_default();
    options->boundary.add_to(command);
    options->correction.add_to(command);
    command
        .option("--output,-o", options->output,
            "folder for the tables, map, summary and manifest (default: the cities, or the "
            "corrected totals, as CSV on the "
            "standard output)")
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
