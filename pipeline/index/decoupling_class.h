#pragma once

#include "pipeline/index/peak_test.h"
#include "pipeline/index/tapio.h"

#include <optional>
#include <string>
#include <string_view>

namespace cityflux {

/// The classes of figure 16 of the white paper of 2022.
enum class DecouplingClass {
    decoupled = 1, ///< 已脱钩: the peak is behind
    decoupling = 2, ///< 在脱钩: CO2 grows clearly slower than GDP
    not_yet = 3, ///< 待脱钩
    energy_base = 4 ///< 能源基地: emits for others
};

/// "not yet".
std::string_view english_name(DecouplingClass decoupling);
/// "待脱钩".
std::string_view chinese_name(DecouplingClass decoupling);

/// How a city gets its class. The paper prints the classes and no rule: this one is ours.
struct DecouplingRule {
    /// A city whose CO2 for each inhabitant is above this many times the median of the cities is an energy base.
    double base_multiple = 2.0;
    /// The peak is behind from this many years on. Five is the criterion of Levin and Rich (2017, Turning Points, WRI).
    int years_since_peak = 5;
    /// And the years since must fall: Sen's slope below 0 with a Mann-Kendall p of at most this; 1 asks for the slope alone.
    double most_p = 0.05;
    /// CO2 grows clearly slower than GDP where Tapio's elasticity is below this.
    double most_elasticity = least_coupling;

    /// Throws InputError beginning with `subject` for parameters that cannot be.
    void check(std::string_view subject) const;
    /// The whole rule in one sentence for each class.
    std::string sentence() const;
};

/// What is known of a city; each may be missing.
struct DecouplingEvidence {
    std::optional<PeakTest> peak;
    std::optional<TapioElasticity> elasticity;
    std::optional<double> multiple; ///< CO2 for each inhabitant, in medians of the cities
};

struct DecouplingVerdict {
    std::optional<DecouplingClass> decoupling; ///< nothing where what is missing could decide
    std::string reason; ///< a phrase: which figure decided, or what is missing
};

/// Whether the rule finds the peak behind.
bool peak_is_behind(const PeakTest& peak, const DecouplingRule& rule);

/// The class of a city. The rule is read from the top: energy base, decoupled, decoupling, not yet. The first that holds
/// decides, and where one cannot be told for want of figures no later one does.
DecouplingVerdict classify(const DecouplingEvidence& evidence, const DecouplingRule& rule);

} // namespace cityflux
