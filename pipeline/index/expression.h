#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace cityflux {

/// An expression over named numbers, as muParser reads it: + - * / ^, comparisons, ?:, and functions such as ln, log10, sqrt,
/// abs, min, max. Numbers have a decimal point in every locale.
class Expression {
public:
    /// `names` are what the expression may call on, and all of them are needed. Throws InputError beginning with `subject` for
    /// what is no expression, with the place in it, for a name that is not known, with the nearest, and for one that is never
    /// used.
    Expression(const std::string& text, const std::vector<std::string>& names, const std::string& subject);
    ~Expression();
    Expression(Expression&&) noexcept;
    Expression& operator=(Expression&&) noexcept;

    /// The value with one number for each name; not finite where it does not exist (a division by 0).
    double operator()(std::span<const double> values) const;

private:
    struct Parser;
    std::unique_ptr<Parser> parser_;
};

/// Version of muParser in use.
std::string muparser_version();

/// The lower and upper end of a value with those of what it is made of.
struct Interval {
    double lower;
    double upper;
};

/// The smallest and largest finite value of an expression where each number stands at either end of its interval (numbers whose
/// ends are equal stay where they are). That is its range if it rises or falls in each number throughout, as co2 / gdp does for
/// positive numbers; otherwise it may be too narrow. At most 16 numbers may have intervals; throws InputError beginning with
/// `subject`.
Interval range_at_ends(const Expression& expression, std::span<const double> values, std::span<const Interval> intervals,
    const std::string& subject);

} // namespace cityflux
