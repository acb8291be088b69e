#include "pipeline/command/correction_options.h"

#include "grids/text/error.h"
#include "grids/text/number_text.h"
#include "pipeline/compare/correction_rules.h"
#include "pipeline/tables/text_table.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Splits "NAME=NUMBER", where the name may contain '='. Throws UsageError for other texts.
std::pair<std::string, double> named_number(const std::string& text, const char* option)
{
    const std::size_t equals = text.rfind('=');
    const std::optional<double> number = equals == std::string::npos
        ? std::nullopt
        : number_of(std::string_view(text).substr(equals + 1));
    if (!number || std::isnan(*number) || equals == 0) {
        throw UsageError(ProblemCode::invalid, option,
            fmt::format("'{}' is not a name and a number", text), "write NAME=NUMBER, e.g. A=0.3");
    }
    return { text.substr(0, equals), *number };
}

std::map<std::string, double> named_numbers(
    const std::vector<std::string>& texts, const char* option)
{
    std::map<std::string, double> numbers;
    for (const std::string& text : texts) {
        if (!numbers.insert(named_number(text, option)).second) {
            throw UsageError(ProblemCode::duplicate, option,
                fmt::format("duplicate name in '{}'", text), "give one value");
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

/// Throws UsageError if the options contradict each other.
void check(const CorrectionRequest& request)
{
    if (const auto broken = broken_rule(request)) {
        throw UsageError(message_of(*broken));
    }
}

} // namespace

void CorrectionOptions::add_to(CommandSyntax& command)
{
    first = command
                .option("--primary", primary,
                    "inventory to correct by the others or a reference; writes corrected.csv "
                    "(docs/correct.md)")
                .type_name("INVENTORY")
                .group("Correction");
    const auto add = [&](const char* name, auto& value, const char* help, const char* type) {
        return command.option(name, value, help).type_name(type).group("Correction").needs(*first);
    };
    const auto add_list = [&](const char* name, std::vector<std::string>& values, const char* help,
                              const char* type) {
        add(name, values, help, type).separated_by(',').single_argument();
    };
    add("--correct", method, "method of the correction: none, scale, regress or blend", "METHOD")
        .show_default();
    add("--trusted", trusted, "inventory to regress on, or that gives the level of a blend",
        "INVENTORY");
    add_list("--reference-uncertainty", reference_uncertainty,
        "uncertainty of references at 95 %, by their source", "SOURCE=SHARE,...");
    add_list("--uncertainty", uncertainty,
        "uncertainty of inventories at 95 %, as they state it: 0.3 for 30 %",
        "INVENTORY=SHARE,...");
    add_list("--shared", shared,
        "inventories with shared data, and the correlation of their errors: county+CEADs=0.5",
        "A+B=R,...");
    add_list("--part-only", part_only,
        "inventories that cover a part of each city, and do not count in the level",
        "INVENTORY,...");
    add_list("--reference-share", reference_shares,
        "share of the cities in the total of a reference, for scale: China=0.31",
        "REGION=SHARE,...");
    add("--level", level, "level of a blend: mean, primary, trusted or as-they-are", "LEVEL")
        .show_default();
    add("--interval", interval,
        "quantity that the interval of a blend covers: another-inventory or truth", "QUANTITY")
        .show_default();
    add("--target", target, "target of a regression: median (a city) or mean (sums of many)",
        "QUANTITY")
        .show_default();
}

CorrectionRequest CorrectionOptions::request() const
{
    CorrectionRequest request;
    request.primary = primary;
    request.method = correction_method(method);
    request.trusted = trusted;
    request.target = choice_of(target_words(), target, named(Setting::target));
    request.level = choice_of(level_words(), level, named(Setting::level));
    request.interval = choice_of(interval_words(), interval, named(Setting::interval));
    for (const std::string& text : shared) {
        const auto [names, correlation] = named_number(text, "--shared");
        request.shared.push_back({ parts_of(names, '+'), correlation });
    }
    request.part_only = part_only;
    request.uncertainty = named_numbers(uncertainty, "--uncertainty");
    request.reference_uncertainty = named_numbers(reference_uncertainty, "--reference-uncertainty");
    request.reference_shares = named_numbers(reference_shares, "--reference-share");
    if (first->given()) {
        check(request);
    }
    return request;
}

} // namespace cityflux
