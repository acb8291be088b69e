#include "pipeline/index/gather.h"

#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "grids/text/words.h"
#include "pipeline/index/expression.h"
#include "pipeline/index/input_warnings.h"
#include "pipeline/tables/statistic_unit.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

std::string subject_of(const IndexDefinition& definition, std::size_t indicator)
{
    return fmt::format(
        "{}: indicator '{}'", definition.source.string(), definition.indicator_code(indicator));
}

Expression expression_of(const IndicatorSource& source, const std::string& subject)
{
    std::vector<std::string> names;
    for (const IndicatorInput& input : source.inputs) {
        names.push_back(input.name);
    }
    return Expression(source.expression, names, subject);
}

std::string scope_words(const std::string& scope)
{
    return scope.empty() ? "none said" : scope;
}

/// Value of an input in one city.
struct Chosen {
    const Observation* observation = nullptr; ///< null if the value is missing
    double value = std::numeric_limits<double>::quiet_NaN();
    Interval interval { value, value };
    std::vector<std::string> flags;
};

/// Adds warnings of doubtful values among those chosen for an input.
void add_warnings(const std::string& subject, const std::vector<Chosen>& chosen,
    const Statistics& statistics, std::vector<std::string>& warnings)
{
    std::vector<const Observation*> used;
    for (const Chosen& c : chosen) {
        used.push_back(c.observation);
    }
    const std::vector<std::string> more
        = input_warnings(subject, used, statistics.cities().cities());
    warnings.insert(warnings.end(), more.begin(), more.end());
}

class InputChoice {
public:
    InputChoice(const IndexDefinition& definition, std::size_t indicator,
        const IndicatorInput& input, const Statistics& statistics)
        : input_(input)
        , statistics_(statistics)
        , subject_(fmt::format("{}, input '{}'", subject_of(definition, indicator), input.name))
        , years_(input.years.empty() ? std::vector<int> { definition.year } : input.years)
        , as_text_(definition.sources[indicator].kind == IndicatorSource::Kind::categories)
    {
    }

    int first_year() const { return years_.front(); }
    const std::string& subject() const { return subject_; }

    /// Returns a choice for each city. Appends notes and warnings on all of them.
    std::vector<Chosen> all(Gathered& gathered)
    {
        const std::size_t count = statistics_.cities().cities().size();
        std::vector<Chosen> chosen;
        for (std::size_t city = 0; city < count; ++city) {
            chosen.push_back(of(city));
        }
        if (std::none_of(chosen.begin(), chosen.end(),
                [](const Chosen& c) { return c.observation != nullptr; })) {
            gathered.notes.push_back(why_none());
        }
        flag_scopes(chosen, gathered.notes);
        if (!as_text_) {
            add_warnings(subject_, chosen, statistics_, gathered.warnings);
        }
        return chosen;
    }

private:
    Chosen of(std::size_t city)
    {
        Chosen chosen;
        for (const int year : years_) {
            const Observation* found = nullptr;
            for (const Observation* o : statistics_.of(input_.variable, city)) {
                if (o->year != year || !fits(input_, *o)) {
                    continue;
                }
                if (as_text_ ? o->text.empty() : std::isnan(o->value)) {
                    if (!o->flag.empty()) {
                        chosen.flags.push_back(
                            fmt::format("{}: {} in {}", input_.name, o->flag, year));
                    }
                    continue;
                }
                if (found != nullptr) {
                    refuse_choice(*found, *o, city);
                }
                found = o;
            }
            if (found != nullptr) {
                take(chosen, *found);
                return chosen;
            }
        }
        chosen.flags.push_back(
            fmt::format("{}: no {} of {}", input_.name, input_.variable, joined(years_, ", ")));
        return chosen;
    }

    void take(Chosen& chosen, const Observation& o)
    {
        if (!as_text_) {
            const UnitChange& change = change_from(o);
            if (!change.refusal.empty()) {
                chosen.flags.push_back(
                    fmt::format("{}: not used, {} ({})", input_.name, change.refusal, o.place));
                return;
            }
            chosen.value = o.value * change.factor;
            chosen.interval = { chosen.value, chosen.value };
            if (!std::isnan(o.lower) && !std::isnan(o.upper)) {
                chosen.interval = { std::min(o.lower, o.upper) * change.factor,
                    std::max(o.lower, o.upper) * change.factor };
            }
        }
        chosen.observation = &o;
        if (o.year != first_year()) {
            chosen.flags.push_back(
                fmt::format("{}: year {} for {}", input_.name, o.year, first_year()));
        }
        if (!o.flag.empty()) {
            chosen.flags.push_back(fmt::format("{}: {}", input_.name, o.flag));
        }
    }

    const UnitChange& change_from(const Observation& o)
    {
        const auto [change, is_new] = changes_.try_emplace(o.unit);
        if (is_new) {
            change->second = unit_change(o.unit, input_.unit, o.place);
        }
        return change->second;
    }

    [[noreturn]] void refuse_choice(
        const Observation& a, const Observation& b, std::size_t city) const
    {
        const bool sources = !same_word(a.source, b.source);
        const bool scopes = !same_word(a.scope, b.scope);
        const std::string what = fmt::format(
            "{} of {} in {}", a.variable, statistics_.cities().cities()[city].name, a.year);
        if (sources) {
            throw InputError(ProblemCode::ambiguous, subject_,
                fmt::format("ambiguous {}: of inventory or source '{}' ({}) and of '{}' ({})", what,
                    a.source, a.place, b.source, b.place),
                fmt::format("choose one by the key of the input, e.g. inventory = \"{}\"",
                    a.source.empty() ? b.source : a.source));
        }
        if (scopes || !same_word(a.sector, b.sector)) {
            const char* key = scopes ? "scope" : "sector";
            const std::string& one = scopes ? a.scope : a.sector;
            const std::string& other = scopes ? b.scope : b.sector;
            throw InputError(ProblemCode::ambiguous, subject_,
                fmt::format("ambiguous {}: of {} '{}' ({}) and of '{}' ({})", what, key, one,
                    a.place, other, b.place),
                fmt::format("choose one by the key of the input, e.g. {} = \"{}\"", key,
                    one.empty() ? other : one));
        }
        throw InputError(ProblemCode::duplicate, subject_,
            fmt::format("duplicate {}: under the names '{}' ({}) and '{}' ({})", what, a.city,
                a.place, b.city, b.place),
            "keep one");
    }

    std::string why_none() const
    {
        if (!statistics_.has(input_.variable)) {
            const std::vector<std::string> known(
                statistics_.variables().begin(), statistics_.variables().end());
            const bool read = std::find_if(known.begin(), known.end(), [&](const auto& v) {
                return same_word(v, input_.variable);
            }) != known.end();
            return fmt::format("{}: the indicator is missing for all cities, because {} '{}'{}",
                subject_, read ? "no scored city has" : "no table has the variable",
                input_.variable, read ? "" : did_you_mean(input_.variable, known, 3));
        }
        std::set<std::string> there;
        for (std::size_t city = 0; city < statistics_.cities().cities().size(); ++city) {
            for (const Observation* o : statistics_.of(input_.variable, city)) {
                there.insert(fmt::format("{} of source '{}' and scope '{}' in {}", o->year,
                    o->source, o->scope, o->unit.empty() ? "1" : o->unit));
            }
        }
        constexpr std::size_t most = 5;
        const std::vector<std::string> some(there.begin(),
            std::next(there.begin(), static_cast<std::ptrdiff_t>(std::min(there.size(), most))));
        return fmt::format("{}: the indicator is missing for all cities, because no city has a "
                           "matching '{}' of {} in "
                           "'{}'; the tables have {}{}",
            subject_, input_.variable, joined(years_, ", "), input_.unit, joined(some, "; "),
            there.size() > most ? "; ..." : "");
    }

    void flag_scopes(std::vector<Chosen>& chosen, std::vector<std::string>& notes) const
    {
        std::map<std::string, std::size_t> scopes;
        for (const Chosen& c : chosen) {
            if (c.observation != nullptr) {
                ++scopes[c.observation->scope];
            }
        }
        if (scopes.size() < 2) {
            return;
        }
        const auto usual = std::max_element(scopes.begin(), scopes.end(),
            [](const auto& a, const auto& b) { return a.second < b.second; });
        std::vector<std::string> words;
        for (const auto& [scope, count] : scopes) {
            words.push_back(fmt::format("{} ({})", scope_words(scope), count));
        }
        notes.push_back(
            fmt::format("{}: cities have different scopes: {}; choose one by the key scope",
                subject_, joined(words, ", ")));
        for (Chosen& c : chosen) {
            if (c.observation != nullptr && c.observation->scope != usual->first) {
                c.flags.push_back(fmt::format("{}: scope {}, of most cities {}", input_.name,
                    scope_words(c.observation->scope), scope_words(usual->first)));
            }
        }
    }

    const IndicatorInput& input_;
    const Statistics& statistics_;
    std::string subject_;
    std::vector<int> years_;
    bool as_text_;
    std::map<std::string, UnitChange> changes_;
};

/// Values of one indicator that comes from tables.
class TableIndicator {
public:
    TableIndicator(const IndexDefinition& definition, std::size_t indicator,
        const Statistics& statistics, Gathered& gathered)
        : source_(definition.sources[indicator])
        , subject_(subject_of(definition, indicator))
        , city_count_(statistics.cities().cities().size())
    {
        for (const IndicatorInput& input : source_.inputs) {
            InputChoice choice(definition, indicator, input, statistics);
            first_years_.push_back(choice.first_year());
            chosen_.push_back(choice.all(gathered));
        }
    }

    std::vector<IndicatorValue> values() const
    {
        const bool words = source_.kind == IndicatorSource::Kind::categories;
        const std::optional<Expression> expression
            = words ? std::nullopt : std::optional<Expression>(expression_of(source_, subject_));
        std::vector<IndicatorValue> values(city_count_);
        for (std::size_t city = 0; city < city_count_; ++city) {
            bool complete = true;
            for (const std::vector<Chosen>& of_cities : chosen_) {
                const Chosen& chosen = of_cities[city];
                values[city].flags.insert(
                    values[city].flags.end(), chosen.flags.begin(), chosen.flags.end());
                if (chosen.observation == nullptr) {
                    complete = false;
                } else {
                    values[city].traces.push_back(chosen.observation->place);
                }
            }
            if (!complete) {
                continue;
            }
            flag_mixed_years(city, values[city]);
            flag_mixed_scopes(city, values[city]);
            if (words) {
                categorise(*chosen_.front()[city].observation, values[city]);
            } else {
                calculate(*expression, city, values[city]);
            }
        }
        return values;
    }

private:
    void flag_mixed_years(std::size_t city, IndicatorValue& value) const
    {
        const int shift = chosen_.front()[city].observation->year - first_years_.front();
        bool mixed = false;
        std::vector<std::string> words;
        for (std::size_t i = 0; i < chosen_.size(); ++i) {
            const int year = chosen_[i][city].observation->year;
            mixed = mixed || year - first_years_[i] != shift;
            words.push_back(fmt::format("{} {}", source_.inputs[i].name, year));
        }
        if (mixed) {
            value.flags.push_back(fmt::format("years differ: {}", joined(words, ", ")));
        }
    }

    void flag_mixed_scopes(std::size_t city, IndicatorValue& value) const
    {
        std::set<std::string> scopes;
        std::vector<std::string> words;
        for (std::size_t i = 0; i < chosen_.size(); ++i) {
            const std::string& scope = chosen_[i][city].observation->scope;
            if (!scope.empty()) {
                scopes.insert(scope);
                words.push_back(fmt::format("{} {}", source_.inputs[i].name, scope));
            }
        }
        if (scopes.size() > 1) {
            value.flags.push_back(fmt::format("scopes differ: {}", joined(words, ", ")));
        }
    }

    void categorise(const Observation& o, IndicatorValue& value) const
    {
        const auto found = std::find_if(source_.categories.begin(), source_.categories.end(),
            [&](const std::string& name) { return same_word(name, o.text); });
        if (found == source_.categories.end()) {
            throw InputError(ProblemCode::unknown, o.place,
                fmt::format("unknown category '{}' of {} (categories: {})", o.text, subject_,
                    joined(source_.categories, ", ")));
        }
        value.value = value.lower = value.upper
            = static_cast<double>(found - source_.categories.begin());
    }

    void calculate(const Expression& expression, std::size_t city, IndicatorValue& value) const
    {
        std::vector<double> numbers;
        std::vector<Interval> intervals;
        for (const std::vector<Chosen>& of_cities : chosen_) {
            numbers.push_back(of_cities[city].value);
            intervals.push_back(of_cities[city].interval);
        }
        const double result = expression(numbers);
        if (!std::isfinite(result)) {
            std::vector<std::string> words;
            for (std::size_t i = 0; i < numbers.size(); ++i) {
                words.push_back(fmt::format("{} = {}", source_.inputs[i].name, numbers[i]));
            }
            value.flags.push_back(fmt::format(
                "'{}' has no finite value with {}", source_.expression, joined(words, ", ")));
            return;
        }
        const Interval range = range_at_ends(expression, numbers, intervals, subject_);
        value.value = result;
        value.lower = range.lower;
        value.upper = range.upper;
    }

    const IndicatorSource& source_;
    std::string subject_;
    std::size_t city_count_;
    std::vector<int> first_years_;
    std::vector<std::vector<Chosen>> chosen_; ///< by input, then city
};

/// Throws InputError on actions of indicators without a policy register. Collects names that match
/// no city, or several.
void check_actions(const IndexDefinition& definition, const std::vector<PolicyAction>& actions,
    const CityNames& cities, Gathered& gathered)
{
    std::vector<std::string> codes;
    for (std::size_t i = 0; i < definition.sources.size(); ++i) {
        if (definition.sources[i].kind == IndicatorSource::Kind::policy_register) {
            codes.push_back(definition.indicator_code(i));
            const UnlistedLevels unlisted
                = unlisted_levels(actions, codes.back(), definition.sources[i].rule);
            if (!unlisted.sentence.empty()) {
                (unlisted.misspelt ? gathered.warnings : gathered.notes)
                    .push_back(fmt::format("{}: {}", subject_of(definition, i), unlisted.sentence));
            }
        }
    }
    std::map<std::string, std::size_t> unmatched_at;
    std::size_t late = 0;
    for (const PolicyAction& action : actions) {
        if (std::find(codes.begin(), codes.end(), action.indicator) == codes.end()) {
            const std::vector<std::string> near = nearest_words(action.indicator, codes, 3);
            throw InputError(ProblemCode::unknown, action.place,
                fmt::format("unknown indicator '{}' of policy actions in {} ({}: {})",
                    action.indicator, definition.source.string(),
                    near.empty() ? "indicators" : "nearest",
                    joined(near.empty() ? codes : near, ", ")));
        }
        late += !definition.cut_off.empty() && action.date > definition.cut_off ? 1 : 0;
        const CityMatch match = cities.find(action.city);
        if (!match.clear()) {
            const auto [at, is_new]
                = unmatched_at.try_emplace(action.city, gathered.unmatched.size());
            if (is_new) {
                gathered.unmatched.push_back(unmatched_name(
                    action.city, action.place, match, cities, unmatched_at.size() - 1));
            }
            ++gathered.unmatched[at->second].times;
        }
    }
    if (late > 0) {
        gathered.notes.push_back(
            fmt::format("{} of {} policy actions are later than {} and do not count", late,
                actions.size(), definition.cut_off));
    }
    std::vector<std::string> without;
    std::copy_if(
        codes.begin(), codes.end(), std::back_inserter(without), [&](const std::string& code) {
            return std::none_of(actions.begin(), actions.end(),
                [&](const PolicyAction& action) { return action.indicator == code; });
        });
    if (!without.empty()) {
        gathered.notes.push_back(
            fmt::format("{}: indicators {} are missing for all cities, because {}",
                definition.source.string(), joined(without, ", "),
                actions.empty() ? "no policy register is given"
                                : "the policy register has no action of them"));
    }
}

} // namespace

void check_sources(const IndexDefinition& definition)
{
    if (!definition.cut_off.empty()) {
        check_date(definition.cut_off, fmt::format("{}: the cut-off", definition.source.string()));
    }
    for (std::size_t i = 0; i < definition.sources.size(); ++i) {
        const IndicatorSource& source = definition.sources[i];
        const std::string subject = subject_of(definition, i);
        if (source.kind == IndicatorSource::Kind::expression) {
            expression_of(source, subject);
            for (const IndicatorInput& input : source.inputs) {
                unit_change(
                    input.unit, input.unit, fmt::format("{}, input '{}'", subject, input.name));
            }
        } else if (source.kind == IndicatorSource::Kind::categories
            && (source.inputs.size() != 1 || source.categories.empty())) {
            throw InputError(ProblemCode::invalid, subject,
                fmt::format("invalid categories: {} inputs and {} words (required: "
                            "one input and a list of words)",
                    source.inputs.size(), source.categories.size()));
        }
    }
}

Gathered gather(const IndexDefinition& definition, const Statistics& statistics,
    const std::vector<PolicyAction>& actions)
{
    check_sources(definition);
    const CityNames& cities = statistics.cities();
    Gathered gathered;
    for (const NamedCity& city : cities.cities()) {
        gathered.indicators.cities.push_back({ city.id, city.name, city.aliases });
    }
    gathered.unmatched = statistics.unmatched();
    check_actions(definition, actions, cities, gathered);
    for (std::size_t i = 0; i < definition.sources.size(); ++i) {
        const IndicatorSource& source = definition.sources[i];
        gathered.indicators.values.push_back(source.kind == IndicatorSource::Kind::policy_register
                ? policy_points(
                    actions, definition.indicator_code(i), source.rule, definition.cut_off, cities)
                : TableIndicator(definition, i, statistics, gathered).values());
    }
    return gathered;
}

} // namespace cityflux
