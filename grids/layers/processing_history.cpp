#include "grids/layers/processing_history.h"

#include "grids/text/number_text.h"
#include "grids/text/text_pattern.h"

#include <algorithm>
#include <array>
#include <optional>
#include <sstream>
#include <string_view>

#include <fmt/format.h>

namespace cityflux {
namespace {

using Words = std::vector<std::string>;

struct Operator {
    std::string_view name;
    Treatment treatment;
};

/// Operators of CDO. Their arguments follow a comma.
constexpr std::array operators { Operator { "yearsum", Treatment::time_sum },
    Operator { "timsum", Treatment::time_sum }, Operator { "monsum", Treatment::time_sum },
    Operator { "seassum", Treatment::time_sum }, Operator { "daysum", Treatment::time_sum },
    Operator { "hoursum", Treatment::time_sum }, Operator { "timselsum", Treatment::time_sum },
    Operator { "ymonsum", Treatment::time_sum }, Operator { "yearmean", Treatment::time_mean },
    Operator { "yearavg", Treatment::time_mean }, Operator { "yearmonmean", Treatment::time_mean },
    Operator { "yearmonavg", Treatment::time_mean }, Operator { "monmean", Treatment::time_mean },
    Operator { "monavg", Treatment::time_mean }, Operator { "seasmean", Treatment::time_mean },
    Operator { "daymean", Treatment::time_mean }, Operator { "muldpm", Treatment::days_product },
    Operator { "muldpy", Treatment::days_product }, Operator { "muldoy", Treatment::days_product },
    Operator { "divdpm", Treatment::days_quotient },
    Operator { "divdpy", Treatment::days_quotient }, Operator { "remapcon", Treatment::cell_mean },
    Operator { "remapcon2", Treatment::cell_mean }, Operator { "remapycon", Treatment::cell_mean },
    Operator { "remapscon", Treatment::cell_mean }, Operator { "remaplaf", Treatment::cell_mean },
    Operator { "remapbil", Treatment::cell_mean }, Operator { "remapbic", Treatment::cell_mean },
    Operator { "remapnn", Treatment::cell_mean }, Operator { "remapdis", Treatment::cell_mean },
    Operator { "remapavg", Treatment::cell_mean }, Operator { "remapmean", Treatment::cell_mean },
    Operator { "remap", Treatment::cell_mean }, Operator { "remapeta", Treatment::cell_mean },
    Operator { "intgridbil", Treatment::cell_mean },
    Operator { "interpolate", Treatment::cell_mean },
    Operator { "samplegrid", Treatment::cell_mean },
    Operator { "gridboxmean", Treatment::cell_mean },
    Operator { "gridboxavg", Treatment::cell_mean },
    Operator { "gridboxmedian", Treatment::cell_mean },
    Operator { "gridboxmax", Treatment::cell_mean }, Operator { "smooth9", Treatment::cell_mean },
    Operator { "smooth", Treatment::cell_mean }, Operator { "gridboxsum", Treatment::cell_sum },
    Operator { "remapsum", Treatment::cell_sum }, Operator { "setunit", Treatment::unit_set },
    Operator { "chunit", Treatment::unit_set } };

Words words_of(const std::string& text)
{
    std::istringstream in(text);
    Words words;
    for (std::string word; in >> word;) {
        words.push_back(std::move(word));
    }
    return words;
}

/// Returns a program's name without folder, or "" for a word that is none of `programs`.
std::string program_in(const Words& words, std::size_t& position)
{
    static const TextPattern programs(
        "(.*/)?(cdo|ncra|nces|ncea|ncwa|ncap2|ncap|ncbo|ncmult|ncflint"
        "|ncatted|ncremap|ncks|ncrcat)");
    for (position = 0; position < words.size(); ++position) {
        if (programs.matches(words[position])) {
            const std::string& word = words[position];
            return word.substr(word.rfind('/') == std::string::npos ? 0 : word.rfind('/') + 1);
        }
    }
    return {};
}

bool names_area(const std::string& text)
{
    static const TextPattern area("area", TextPattern::Case::ignored);
    return !area.first_match(text).empty();
}

/// Returns what an expression does ("co2=co2*12;", "co2*=gridarea"), or std::nullopt.
std::optional<Treatment> treatment_of_expression(const std::string& expression)
{
    static const TextPattern unit("@units *=");
    static const TextPattern product(R"(\*=? *\(?[A-Za-z_]*area)", TextPattern::Case::ignored);
    static const TextPattern left(R"(area[A-Za-z_0-9]*\)? *\*)", TextPattern::Case::ignored);
    static const TextPattern quotient(R"(/=? *\(?[A-Za-z_]*area)", TextPattern::Case::ignored);
    static const TextPattern constant(R"([*/]=? *\(?[0-9.]|[0-9.] *[*])");
    const auto has
        = [&](const TextPattern& pattern) { return !pattern.first_match(expression).empty(); };
    if (has(unit)) {
        return Treatment::unit_set;
    }
    if (has(product) || has(left)) {
        return Treatment::area_product;
    }
    if (has(quotient)) {
        return Treatment::area_quotient;
    }
    return has(constant) ? std::optional(Treatment::constant) : std::nullopt;
}

/// Returns what an operator of CDO does. `others` are the words behind it.
std::optional<Treatment> treatment_of_operator(
    const std::string& name, const std::string& arguments, const Words& others)
{
    const auto* known = std::ranges::find(operators, name, &Operator::name);
    if (known != operators.end()) {
        return known->treatment;
    }
    if (name == "mulc" || name == "divc") {
        return number_of(arguments) == 1.0 ? std::nullopt : std::optional(Treatment::constant);
    }
    if (name == "mul" || name == "div") {
        return std::ranges::any_of(others, names_area)
            ? std::optional(name == "mul" ? Treatment::area_product : Treatment::area_quotient)
            : std::nullopt;
    }
    if (name == "expr" || name == "aexpr" || name == "exprf") {
        return treatment_of_expression(arguments);
    }
    const bool attribute = name == "setattribute" || name == "setpartabn" || name == "setpartabp";
    return attribute && arguments.find("unit") != std::string::npos
        ? std::optional(Treatment::unit_set)
        : std::nullopt;
}

/// Returns the steps of a command of CDO, from the first done to the last.
std::vector<ProcessingStep> steps_of_cdo(const Words& words)
{
    std::vector<ProcessingStep> steps;
    for (std::size_t w = 0; w < words.size(); ++w) {
        std::string name
            = words[w].substr(std::min(words[w].find_first_not_of("-"), words[w].size()));
        std::string arguments;
        if (const std::size_t comma = name.find(','); comma != std::string::npos) {
            arguments = name.substr(comma + 1);
            name.resize(comma);
        }
        // A quoted argument may have spaces; what follows belongs to it as well.
        const Words others(words.begin() + static_cast<std::ptrdiff_t>(w) + 1, words.end());
        if (name.starts_with("expr") || name == "aexpr" || name == "setattribute") {
            for (const std::string& word : others) {
                arguments += " " + word;
            }
        }
        if (const auto treatment = treatment_of_operator(name, arguments, others)) {
            steps.push_back({ *treatment, "cdo " + name });
        }
    }
    std::ranges::reverse(steps);
    return steps;
}

/// Returns the step of a command of NCO, or std::nullopt. `command` is all of it.
std::optional<ProcessingStep> step_of_nco(const std::string& program, const std::string& command)
{
    static const TextPattern sum(R"((-y *|--op_typ[= ]|--operation[= ])(ttl|total|sum)\b)");
    static const TextPattern time(R"((-a *|--average[= ])[^ ]*(time|month))");
    static const TextPattern product(R"((-y *|--op_typ[= ])(mlt|mult|multiply|\*))");
    static const TextPattern regrid(R"(--map[= ]|--rgr|ncremap)");
    const auto has
        = [&](const TextPattern& pattern) { return !pattern.first_match(command).empty(); };
    const auto step = [&](Treatment treatment, const char* words) {
        return ProcessingStep { treatment, words };
    };
    if ((program == "ncra" || (program == "ncwa" && has(time))) && has(sum)) {
        return step(Treatment::time_sum, program == "ncra" ? "ncra -y ttl" : "ncwa -y ttl");
    }
    if (program == "ncatted") {
        return command.find("units") != std::string::npos
            ? std::optional(step(Treatment::unit_set, "ncatted"))
            : std::nullopt;
    }
    if (program == "ncap2" || program == "ncap") {
        const auto treatment = treatment_of_expression(command);
        return treatment ? std::optional(step(*treatment, "ncap2")) : std::nullopt;
    }
    if ((program == "ncmult" || (program == "ncbo" && has(product))) && names_area(command)) {
        return step(Treatment::area_product, "ncbo");
    }
    if ((program == "ncks" || program == "ncremap") && has(regrid)) {
        return step(Treatment::cell_mean, "ncremap");
    }
    return std::nullopt;
}

/// Returns the steps of one line of a history.
std::vector<ProcessingStep> steps_of_line(const std::string& line)
{
    const Words words = words_of(line);
    std::size_t position = 0;
    const std::string program = program_in(words, position);
    if (program.empty()) {
        return {};
    }
    const Words rest(words.begin() + static_cast<std::ptrdiff_t>(position) + 1, words.end());
    if (program == "cdo") {
        return steps_of_cdo(rest);
    }
    std::string command = program;
    for (const std::string& word : rest) {
        command += " " + word;
    }
    const auto step = step_of_nco(program, command);
    return step ? std::vector { *step } : std::vector<ProcessingStep>();
}

/// Doubt about a unit after a treatment.
struct Doubt {
    std::string_view effect;
    std::string_view remedy;
};

constexpr std::string_view set_unit
    = "if the unit is another one now, set it, e.g. with cdo setunit,t";

/// Returns the likely effect of a treatment if the unit does not fit it.
std::optional<Doubt> doubt_about(Treatment treatment, const Unit& unit)
{
    const bool rate = unit.rate != Unit::Rate::none;
    switch (treatment) {
    case Treatment::time_sum:
        return rate ? std::optional(
                   Doubt { "a sum of rates counts as a rate, so that totals are too large by the "
                           "number of steps",
                       "take means of rates instead, e.g. with cdo yearmonmean" })
                    : std::nullopt;
    case Treatment::time_mean:
        return rate ? std::nullopt
                    : std::optional(Doubt { "a mean of amounts counts as their sum, so that totals "
                                            "are too small by the number of steps",
                        "take sums of amounts instead, e.g. with cdo yearsum" });
    case Treatment::days_product:
        return rate ? std::optional(Doubt { "a rate times days counts as a rate", set_unit })
                    : std::nullopt;
    case Treatment::days_quotient:
        return unit.rate == Unit::Rate::per_second
            ? std::nullopt
            : std::optional(
                Doubt { "an amount of a day counts as that of the month or year", set_unit });
    case Treatment::constant:
        return Doubt { "the values are multiplied or divided by a constant", set_unit };
    case Treatment::area_product:
        return unit.per_area
            ? std::optional(Doubt { "an amount per cell counts as one per area, so "
                                    "that totals are too large by the areas",
                set_unit })
            : std::nullopt;
    case Treatment::area_quotient:
        return unit.per_area
            ? std::nullopt
            : std::optional(Doubt { "an amount per area counts as one per cell, so that totals are "
                                    "too small by the areas",
                set_unit });
    case Treatment::cell_mean:
        return unit.per_area
            ? std::nullopt
            : std::optional(Doubt { "means of amounts per cell count as their sums, so that totals "
                                    "are off by the ratio of the sizes of the cells",
                "regrid amounts per area instead, e.g. after cdo div with -gridarea; cdo "
                "gridboxsum "
                "adds amounts" });
    case Treatment::cell_sum:
        return unit.per_area ? std::optional(Doubt { "sums of amounts per area count as means, so "
                                                     "that totals are too large by the number of "
                                                     "cells",
                   "take means of amounts per area, e.g. with cdo gridboxmean" })
                             : std::nullopt;
    case Treatment::unit_set:
        break;
    }
    return std::nullopt;
}

/// Adds a note if the unit does not fit a treatment. `source` states who says so.
void add_note(
    std::vector<Message>& notes, Treatment treatment, const std::string& source, const Unit& unit)
{
    const auto doubt = doubt_about(treatment, unit);
    if (!doubt) {
        return;
    }
    Message note { .problem
        = fmt::format("{}, and the unit is '{}': {}, unless the unit was changed "
                      "as well",
            source, unit.text, doubt->effect),
        .remedy = doubt->remedy };
    if (std::ranges::find(notes, note) == notes.end()) {
        notes.push_back(std::move(note));
    }
}

/// Returns the date of a line ("Mon Jan 06 10:00:00 2020: cdo ...") as a text that sorts by time,
/// or
/// "" if it has none.
std::string date_of(const std::string& line)
{
    static const TextPattern date(
        R"(^[A-Za-z]{3} ([A-Z][a-z]{2}) +([0-9]{1,2}) ([0-9:]{8}) ([0-9]{4}))");
    const auto parts = date.first_match(line);
    if (parts.empty()) {
        return {};
    }
    static const std::string months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    return fmt::format(
        "{} {:02} {:>2} {}", parts[4], months.find(parts[1]) / 3, parts[2], parts[3]);
}

/// Returns true if the dates of the lines ascend.
bool begins_with_oldest(const Words& lines)
{
    Words dates;
    for (const std::string& line : lines) {
        if (std::string date = date_of(line); !date.empty()) {
            dates.push_back(std::move(date));
        }
    }
    return dates.size() > 1 && dates.front() < dates.back();
}

} // namespace

std::vector<ProcessingStep> steps_of_history(const std::string& history)
{
    std::istringstream in(history);
    Words lines;
    for (std::string line; std::getline(in, line);) {
        lines.push_back(std::move(line));
    }
    if (!begins_with_oldest(lines)) {
        std::ranges::reverse(lines);
    }
    std::vector<ProcessingStep> steps;
    for (const std::string& line : lines) {
        for (ProcessingStep& step : steps_of_line(line)) {
            if (step.treatment == Treatment::unit_set) {
                steps.clear();
            } else {
                steps.push_back(std::move(step));
            }
        }
    }
    return steps;
}

std::vector<Message> notes_on_processing(
    const GridFile& file, const GridVariable& variable, const Unit& unit)
{
    std::vector<Message> notes;
    const std::string history = file.attributes().text("history");
    const std::vector<ProcessingStep> steps
        = history.empty() ? std::vector<ProcessingStep>() : steps_of_history(history);
    for (const ProcessingStep& step : steps) {
        add_note(notes, step.treatment, fmt::format("its `history` shows '{}'", step.words), unit);
    }
    if (const std::string method = file.attributes().text("regrid_method"); !method.empty()) {
        add_note(notes, Treatment::cell_mean,
            fmt::format("its attribute `regrid_method` is '{}'", method), unit);
    }
    const std::string methods = variable.attributes.text("cell_methods");
    static const TextPattern time_sum(R"(\btime: *sum\b)");
    static const TextPattern area_sum(R"(\b(area|lat: lon|latitude: longitude): *sum\b)");
    const bool summed = std::ranges::any_of(
        steps, [](const ProcessingStep& step) { return step.treatment == Treatment::time_sum; });
    if (!summed && !time_sum.first_match(methods).empty()) {
        add_note(notes, Treatment::time_sum,
            fmt::format("the `cell_methods` of '{}' are '{}'", variable.name, methods), unit);
    }
    if (!area_sum.first_match(methods).empty()) {
        add_note(notes, Treatment::cell_sum,
            fmt::format("the `cell_methods` of '{}' are '{}'", variable.name, methods), unit);
    }
    return notes;
}

} // namespace cityflux
