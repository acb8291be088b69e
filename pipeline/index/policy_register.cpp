#include "pipeline/index/policy_register.h"

#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "grids/text/words.h"
#include "pipeline/tables/text_table.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <map>
#include <tuple>
#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr const char* columns[]
    = { "city", "indicator", "title", "issuer", "date", "level", "url" };

bool is_day(const std::string& text)
{
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') {
        return false;
    }
    const auto number = [&](std::size_t begin, std::size_t size, int& value) {
        const char* end = text.data() + begin + size;
        return text[begin] != '-'
            && std::from_chars(text.data() + begin, end, value)
            == std::from_chars_result { end, std::errc() };
    };
    int year = 0;
    int month = 0;
    int day = 0;
    return number(0, 4, year) && number(5, 2, month) && number(8, 2, day)
        && std::chrono::year_month_day(std::chrono::year(year),
            std::chrono::month(static_cast<unsigned>(month)),
            std::chrono::day(static_cast<unsigned>(day)))
               .ok();
}

InputError duplicate_action(
    const PolicyAction& action, const std::string& city, const std::string& first_place)
{
    return InputError(ProblemCode::duplicate, action.place,
        fmt::format(
            "duplicate action '{}' of {}: the same as at {}", action.title, city, first_place),
        "keep one");
}

/// Returns the title of a document without the marks that Chinese puts around titles.
std::string bare_title(const std::string& title)
{
    std::string bare = title;
    for (const char* mark : { "《", "》", "〈", "〉" }) {
        for (auto at = bare.find(mark); at != std::string::npos; at = bare.find(mark)) {
            bare.erase(at, std::string_view(mark).size());
        }
    }
    return bare;
}

double points_of(const PolicyAction& action, const RegisterRule& rule)
{
    for (const auto& [level, points] : rule.points_by_level) {
        if (same_word(level, action.level)) {
            return points;
        }
    }
    return rule.other;
}

} // namespace

std::string PolicyAction::document() const
{
    std::string out;
    for (const std::string* part : { &title, &issuer, &date, &url }) {
        if (!part->empty()) {
            out.append(out.empty() ? "" : ", ").append(*part);
        }
    }
    return out;
}

void check_date(const std::string& text, const std::string& subject)
{
    if (!is_day(text)) {
        throw InputError(ProblemCode::invalid, subject, fmt::format("'{}' is not a date", text),
            "write it by ISO 8601, e.g. 2021-12-31");
    }
}

std::vector<PolicyAction> read_policy_register(const std::filesystem::path& file)
{
    const TextTable table(file.string(), read_csv(file), true);
    std::map<std::string, std::string PolicyAction::*> members { { "city", &PolicyAction::city },
        { "indicator", &PolicyAction::indicator }, { "title", &PolicyAction::title },
        { "issuer", &PolicyAction::issuer }, { "date", &PolicyAction::date },
        { "level", &PolicyAction::level }, { "url", &PolicyAction::url } };
    for (const std::string& name : table.header()) {
        if (!members.contains(lower_case(name))) {
            throw InputError(ProblemCode::unknown, table.name(),
                fmt::format("unknown column '{}' of a policy register (allowed: {})", name,
                    joined(columns, ",")));
        }
    }
    std::map<std::tuple<std::string, std::string, std::string, std::string>, std::string> seen;
    std::vector<PolicyAction> actions;
    for (const TextRow& row : table.rows()) {
        PolicyAction action;
        action.place = table.place(row);
        for (const char* name : columns) {
            const std::string& field = row.fields[table.required_column(name)];
            action.*members.at(name) = field;
            if (field.empty()
                && std::string_view("city indicator title date").find(name)
                    != std::string_view::npos) {
                throw InputError(ProblemCode::missing, action.place,
                    fmt::format("missing value in column '{}'", name));
            }
        }
        check_date(action.date, action.place);
        const auto [other, is_new] = seen.try_emplace(
            { action.city, action.indicator, bare_title(action.title), action.date }, action.place);
        if (!is_new) {
            throw duplicate_action(action, action.city, other->second);
        }
        actions.push_back(std::move(action));
    }
    return actions;
}

std::vector<IndicatorValue> policy_points(const std::vector<PolicyAction>& actions,
    const std::string& indicator, const RegisterRule& rule, const std::string& cut_off,
    const CityNames& cities)
{
    std::vector<IndicatorValue> values(cities.cities().size());
    if (std::none_of(actions.begin(), actions.end(),
            [&](const PolicyAction& action) { return action.indicator == indicator; })) {
        for (IndicatorValue& value : values) {
            value.flags.emplace_back("the policy register holds no action of this indicator");
        }
        return values;
    }
    std::vector<double> points(values.size(), 0.0);
    std::vector<const PolicyAction*> best(values.size(), nullptr);
    std::map<std::tuple<std::size_t, std::string, std::string>, std::string> seen;
    for (const PolicyAction& action : actions) {
        if (action.indicator != indicator || (!cut_off.empty() && action.date > cut_off)) {
            continue;
        }
        const CityMatch match = cities.find(action.city);
        if (!match.clear()) {
            continue;
        }
        const std::size_t city = match.cities.front();
        if (const auto [other, is_new]
            = seen.try_emplace({ city, bare_title(action.title), action.date }, action.place);
            !is_new) {
            throw duplicate_action(action, cities.cities()[city].name, other->second);
        }
        const double gained = points_of(action, rule);
        if (!rule.best_only) {
            points[city] += gained;
            values[city].traces.push_back(action.document());
        } else if (best[city] == nullptr || gained > points[city]) {
            points[city] = gained;
            best[city] = &action;
        }
    }
    for (std::size_t c = 0; c < values.size(); ++c) {
        if (best[c] != nullptr) {
            values[c].traces.push_back(best[c]->document());
        }
        if (values[c].traces.empty()) {
            values[c].flags.emplace_back("no action in the policy register");
        }
        if (rule.most > 0.0 && points[c] > rule.most) {
            values[c].flags.push_back(fmt::format("{} points cut off at {}", points[c], rule.most));
            points[c] = rule.most;
        }
        values[c].value = values[c].lower = values[c].upper = points[c];
    }
    return values;
}

UnlistedLevels unlisted_levels(const std::vector<PolicyAction>& actions,
    const std::string& indicator, const RegisterRule& rule)
{
    UnlistedLevels unlisted;
    std::vector<std::string> listed;
    for (const auto& [level, points] : rule.points_by_level) {
        listed.push_back(level);
    }
    if (listed.empty()) {
        return unlisted;
    }
    std::map<std::string, std::size_t> times;
    std::string first_place;
    for (const PolicyAction& action : actions) {
        if (action.indicator == indicator && !same_word(action.level, "other")
            && std::none_of(listed.begin(), listed.end(),
                [&](const std::string& level) { return same_word(level, action.level); })) {
            ++times[action.level];
            first_place = first_place.empty() ? action.place : first_place;
        }
    }
    std::vector<std::string> words;
    for (const auto& [level, count] : times) {
        const std::string near = did_you_mean(level, listed);
        unlisted.misspelt = unlisted.misspelt || level.empty() || !near.empty();
        words.push_back(
            fmt::format("'{}' in {} {}{}", level, count, count == 1 ? "action" : "actions", near));
    }
    if (!words.empty()) {
        unlisted.sentence = fmt::format(
            "levels that the index does not list count as other, {} each: {}, first at {}",
            rule.other, joined(words, ", "), first_place);
    }
    return unlisted;
}

} // namespace cityflux
