#include "pipeline/agreement/reference_scaling.h"

#include "grids/text/error.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

namespace cityflux {
namespace {

double sum_of(const std::vector<std::size_t>& cities, const std::vector<double>& values)
{
    double sum = 0.0;
    for (const std::size_t city : cities) {
        sum += values[city];
    }
    return sum;
}

std::string subject_of(const std::string& reference)
{
    return fmt::format("reference '{}'", reference);
}

void check(const ReferenceTotal& reference)
{
    const std::string subject = subject_of(reference.name);
    if (!(reference.value >= 0.0) || std::isinf(reference.value)) {
        throw InputError(ProblemCode::out_of_range, subject,
            fmt::format("value out of range: {} t (allowed: 0 or more)", reference.value));
    }
    if (!(reference.share > 0.0 && reference.share <= 1.0)) {
        throw InputError(ProblemCode::out_of_range, subject,
            fmt::format("share of the cities out of range: {} (allowed: above 0, up to 1)",
                reference.share));
    }
    if (!(reference.sigma >= 0.0) || std::isinf(reference.sigma)) {
        throw InputError(ProblemCode::out_of_range, subject,
            fmt::format("uncertainty out of range: {} (allowed: 0 or more)", reference.sigma));
    }
}

std::vector<std::size_t> covered_by(
    const ReferenceTotal& reference, const std::vector<ComparedCity>& cities)
{
    for (const std::string& id : reference.ids) {
        if (std::none_of(cities.begin(), cities.end(),
                [&](const ComparedCity& city) { return city.id == id; })) {
            throw InputError(ProblemCode::unknown, subject_of(reference.name),
                fmt::format("unknown id '{}' of a city: the table lacks it", id),
                { "remove the id, and state the share of the other cities, e.g. ",
                    named(Setting::reference_shares, reference.name + "=0.25") });
        }
    }
    std::vector<std::size_t> covered;
    for (std::size_t city = 0; city < cities.size(); ++city) {
        const std::string& id = cities[city].id;
        if (reference.ids.empty() ? id.starts_with(reference.prefix)
                                  : std::find(reference.ids.begin(), reference.ids.end(), id)
                    != reference.ids.end()) {
            covered.push_back(city);
        }
    }
    if (covered.empty()) {
        throw InputError(ProblemCode::missing, subject_of(reference.name),
            fmt::format(
                "missing cities: the table lacks ids that begin with '{}'", reference.prefix));
    }
    return covered;
}

/// Adds the rounding error of the sum to the largest value.
void close(ScaledGroup& group, std::vector<double>& values)
{
    const std::size_t largest = *std::max_element(group.cities.begin(), group.cities.end(),
        [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    double rest = group.target - sum_of(group.cities, values);
    for (int round = 0; round < 8 && rest != 0.0; ++round) {
        values[largest] += rest;
        const double left = group.target - sum_of(group.cities, values);
        if (std::abs(left) >= std::abs(rest)) {
            values[largest] -= rest; // no value of this city gives the last digit of the sum
            break;
        }
        rest = left;
    }
    group.residual
        = group.target > 0.0 ? (sum_of(group.cities, values) - group.target) / group.target : 0.0;
}

} // namespace

std::vector<ScaledGroup> groups_of(
    const std::vector<ComparedCity>& cities, const std::vector<ReferenceTotal>& references)
{
    if (references.empty()) {
        throw InputError(ProblemCode::missing, named(Setting::correct, "scale"),
            "missing reference totals",
            { "give a table of the nation or of each province with ", named(Setting::references) });
    }
    std::vector<ScaledGroup> groups;
    std::vector<const ReferenceTotal*> covered(cities.size(), nullptr);
    for (const ReferenceTotal& reference : references) {
        check(reference);
        ScaledGroup group;
        group.reference = reference.name;
        group.source = reference.source;
        group.value = reference.value;
        group.share = reference.share;
        group.year = reference.year;
        group.cities = covered_by(reference, cities);
        group.target = reference.value * reference.share;
        group.sigma = reference.sigma;
        for (const std::size_t city : group.cities) {
            if (covered[city] != nullptr) {
                throw InputError(ProblemCode::ambiguous,
                    fmt::format("{} ({})", subject_of(reference.name), reference.source),
                    fmt::format("ambiguous total of {} ({}), which is in reference '{}' ({}) too",
                        cities[city].name, cities[city].id, covered[city]->name,
                        covered[city]->source),
                    { "give the nation or its provinces, of one source, with ",
                        named(Setting::references) });
            }
            covered[city] = &reference;
        }
        groups.push_back(std::move(group));
    }
    return groups;
}

void scale_to(std::vector<ScaledGroup>& groups, std::vector<double>& values,
    const std::vector<ComparedCity>& cities, const std::string& primary)
{
    for (ScaledGroup& group : groups) {
        for (const std::size_t city : group.cities) {
            if (!(values[city] >= 0.0) || std::isinf(values[city])) {
                const bool missing = std::isnan(values[city]);
                throw InputError(missing ? ProblemCode::missing : ProblemCode::out_of_range,
                    subject_of(group.reference),
                    fmt::format("{} for {} ({}), so the reference cannot be allocated",
                        missing
                            ? fmt::format("missing value of {}", primary)
                            : fmt::format("value of {} out of range: {} t", primary, values[city]),
                        cities[city].name, cities[city].id),
                    { "remove the city from the table, and state the share of the others, e.g. ",
                        named(Setting::reference_shares, group.reference + "=0.25") });
            }
        }
        group.before = sum_of(group.cities, values);
        if (group.before == 0.0 && group.target > 0.0) {
            throw InputError(ProblemCode::insufficient, subject_of(group.reference),
                fmt::format("insufficient data: {} is 0 in all cities of the reference, so it "
                            "cannot be allocated",
                    primary));
        }
        group.factor = group.before > 0.0 ? group.target / group.before : 1.0;
        for (const std::size_t city : group.cities) {
            values[city] *= group.factor;
        }
        close(group, values);
    }
}

std::vector<ReferenceTotal> references_from(
    const EstimateTable& table, std::size_t inventory, std::size_t primary, std::size_t digits)
{
    std::map<std::string, ReferenceTotal> by_prefix;
    std::map<std::string, double> of_primary;
    for (std::size_t city = 0; city < table.cities.size(); ++city) {
        const Estimate& estimate = table.estimates[inventory][city];
        const Estimate& own = table.estimates[primary][city];
        if (!estimate.present() || !own.present()) {
            continue;
        }
        const std::string key = table.cities[city].id.substr(0, digits);
        ReferenceTotal& reference = by_prefix[key];
        reference.name = table.inventories[inventory] + (key.empty() ? " (all cities)" : " " + key);
        reference.source = table.inventories[inventory];
        reference.prefix = key;
        reference.ids.push_back(table.cities[city].id);
        reference.value += estimate.value;
        of_primary[key] += own.value;
    }
    std::vector<ReferenceTotal> references;
    for (auto& [key, reference] : by_prefix) {
        if (of_primary[key] > 0.0) {
            references.push_back(std::move(reference));
        }
    }
    return references;
}

} // namespace cityflux
