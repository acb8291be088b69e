#pragma once

#include "pipeline/index/peak_test.h"
#include "pipeline/index/tapio.h"

#include <optional>
#include <string>
#include <string_view>

namespace cityflux {

/// Classes of figure 16 of the white paper of 2022.
enum class DecouplingClass {
    decoupled = 1, ///< 已脱钩: the peak is past
    decoupling = 2, ///< 在脱钩: CO2 grows clearly more slowly than GDP
    not_yet = 3, ///< 待脱钩
    energy_base = 4 ///< 能源基地: emits for other cities
};

/// Returns, for example, "not yet".
std::string_view english_name(DecouplingClass decoupling);
/// Returns, for example, "待脱钩".
std::string_view chinese_name(DecouplingClass decoupling);

/// Rule that assigns classes to cities. The paper contains the classes without a rule; this rule is
/// ours.
struct DecouplingRule {
    /// A city is an energy base if its CO2 per inhabitant is above this multiple of the median of
    /// the cities.
    double base_multiple = 2.0;
    /// Least years since the highest value for a past peak. Five is the criterion of Levin and Rich
    /// (2017, Turning Points, WRI).
    int years_since_peak = 5;
    /// Largest Mann-Kendall p of the years since the peak, whose Sen slope must be below 0. 1 tests
    /// only the slope.
    double most_p = 0.05;
    /// CO2 grows clearly more slowly than GDP if Tapio's elasticity is below this.
    double most_elasticity = least_coupling;

    /// Throws InputError beginning with `subject` if a parameter is out of range.
    void check(std::string_view subject) const;
    /// Returns the whole rule in one sentence.
    std::string sentence() const;
};

/// Evidence on a city; each item may be missing.
struct DecouplingEvidence {
    std::optional<PeakTest> peak;
    std::optional<TapioElasticity> elasticity;
    std::optional<double> multiple; ///< CO2 per inhabitant, in medians of the cities
};

struct DecouplingVerdict {
    std::optional<DecouplingClass> decoupling; ///< std::nullopt if missing evidence could decide
    std::string reason; ///< a phrase: the number that decided, or what is missing
};

/// Returns true if the peak is past by the rule.
bool peak_is_behind(const PeakTest& peak, const DecouplingRule& rule);

/// Returns the class of a city. Classes are tested in the order energy base, decoupled, decoupling,
/// not yet; the first that holds is returned. If evidence for a test is missing, no later class is
/// tested.
DecouplingVerdict classify(const DecouplingEvidence& evidence, const DecouplingRule& rule);

} // namespace cityflux
