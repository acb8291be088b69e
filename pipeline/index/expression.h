#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace cityflux {

/// Expression over named numbers, in muParser's syntax: + - * / ^, comparisons, ?:, and functions
/// such as ln, log10, sqrt, abs, min, max. Numbers have a decimal point in every locale.
class Expression {
public:
    /// Parses an expression over `names`, all of which it must use. Throws InputError beginning
    /// with `subject` on a syntax error (with its position), an unknown name (with the nearest) and
    /// an unused name.
    Expression(
        const std::string& text, const std::vector<std::string>& names, const std::string& subject);
    ~Expression();
    Expression(Expression&&) noexcept;
    Expression& operator=(Expression&&) noexcept;

    /// Returns the value for one number for each name. Not finite if it does not exist (a division
    /// by 0).
    double operator()(std::span<const double> values) const;

private:
    struct Parser;
    std::unique_ptr<Parser> parser_;
};

/// Returns the version of muParser in use.
std::string muparser_version();

/// Interval of a value, derived from those of its inputs.
struct Interval {
    double lower;
    double upper;
};

/// Returns the smallest and largest finite value of an expression with each number at either end of
/// its interval. Numbers with equal ends are fixed. The result is the exact range if the expression
/// is monotonic in each number, such as co2 / gdp for positive numbers. Otherwise it may be too
/// narrow. Throws InputError beginning with `subject` if more than 16 numbers have intervals.
Interval range_at_ends(const Expression& expression, std::span<const double> values,
    std::span<const Interval> intervals, const std::string& subject);

} // namespace cityflux
