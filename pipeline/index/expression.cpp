#include "pipeline/index/expression.h"

#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "grids/text/text_pattern.h"
#include "grids/text/words.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>
#include <muParser.h>

namespace cityflux {
namespace {

constexpr std::size_t most_intervals = 16;

/// Throws InputError on an assignment "a = 1", which muParser would accept.
void refuse_assignment(const std::string& text, const std::string& subject)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool after
            = i > 0 && std::string_view("=<>!").find(text[i - 1]) != std::string_view::npos;
        const bool before = i + 1 < text.size() && text[i + 1] == '=';
        if (text[i] == '=' && !after && !before) {
            throw InputError(ProblemCode::invalid, subject,
                fmt::format(
                    "invalid assignment at character {} of the expression '{}'", i + 1, text),
                "compare with ==");
        }
    }
}

/// Returns the error of an expression that muParser refuses.
InputError parse_error(const mu::Parser::exception_type& error, const std::string& subject,
    const std::string& text, const std::vector<std::string>& names)
{
    const std::string& token = error.GetToken();
    const auto place = static_cast<int>(error.GetPos()) < 0
        ? text.size() + 1
        : static_cast<std::size_t>(error.GetPos()) + 1;
    if (error.GetCode() == mu::ecUNASSIGNABLE_TOKEN) {
        const std::vector<std::string> near = nearest_words(token, names, 3);
        return InputError(ProblemCode::unknown, subject,
            fmt::format("unknown name '{}' at character {} of the expression '{}' ({}: {})", token,
                place, text, near.empty() ? "names" : "nearest",
                joined(near.empty() ? names : near, ", ")));
    }
    return InputError(ProblemCode::invalid, subject,
        fmt::format("invalid expression '{}' at character {}: {}", text, place, error.GetMsg()));
}

} // namespace

struct Expression::Parser {
    mu::Parser parser;
    std::vector<double> values;
};

Expression::Expression(
    const std::string& text, const std::vector<std::string>& names, const std::string& subject)
    : parser_(std::make_unique<Parser>())
{
    static const TextPattern name_form("[A-Za-z_][A-Za-z0-9_]*");
    refuse_assignment(text, subject);
    parser_->values.assign(names.size(), 1.0);
    mu::varmap_type used;
    try {
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (!name_form.matches(names[i])) {
                throw InputError(ProblemCode::invalid, subject,
                    fmt::format("'{}' is not a name of an expression", names[i]),
                    "use letters, digits and _");
            }
            if (std::count(names.begin(), names.end(), names[i]) > 1) {
                throw InputError(ProblemCode::duplicate, subject,
                    fmt::format("duplicate input '{}'", names[i]), "rename one");
            }
            if (parser_->parser.GetFunDef().contains(names[i])
                || parser_->parser.GetConst().contains(names[i])) {
                throw InputError(ProblemCode::ambiguous, subject,
                    fmt::format(
                        "ambiguous input '{}', also the name of a function or constant", names[i]),
                    "rename the input");
            }
            parser_->parser.DefineVar(names[i], &parser_->values[i]);
        }
        parser_->parser.SetExpr(text);
        parser_->parser.Eval();
        if (parser_->parser.GetNumResults() != 1) {
            throw InputError(ProblemCode::invalid, subject,
                fmt::format(
                    "invalid expression '{}': {} results, separated by commas, instead of one",
                    text, parser_->parser.GetNumResults()));
        }
        used = parser_->parser.GetUsedVar();
    } catch (const mu::Parser::exception_type& error) {
        throw parse_error(error, subject, text, names);
    }
    for (const std::string& name : names) {
        if (!used.contains(name)) {
            throw InputError(ProblemCode::conflicting, subject,
                fmt::format("unused input '{}' of the expression '{}'", name, text),
                "leave it out");
        }
    }
}

Expression::~Expression() = default;
Expression::Expression(Expression&&) noexcept = default;
Expression& Expression::operator=(Expression&&) noexcept = default;

double Expression::operator()(std::span<const double> values) const
{
    std::copy(values.begin(), values.end(), parser_->values.begin());
    try {
        return parser_->parser.Eval();
    } catch (const mu::Parser::exception_type&) {
        return std::numeric_limits<double>::quiet_NaN(); // argument out of a function's domain
    }
}

std::string muparser_version()
{
    // "2.3.3 (Release)"
    const std::string text = mu::Parser().GetVersion(mu::pviBRIEF);
    return text.substr(0, text.find(' '));
}

Interval range_at_ends(const Expression& expression, std::span<const double> values,
    std::span<const Interval> intervals, const std::string& subject)
{
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < intervals.size(); ++i) {
        if (intervals[i].lower != intervals[i].upper) {
            open.push_back(i);
        }
    }
    if (open.size() > most_intervals) {
        throw InputError(ProblemCode::unsupported, subject,
            fmt::format("unsupported number of inputs with intervals: {} (allowed: {})",
                open.size(), most_intervals));
    }
    const double value = expression(values);
    Interval range { value, value };
    std::vector<double> at(values.begin(), values.end());
    for (std::size_t ends = 0; ends < (std::size_t { 1 } << open.size()); ++ends) {
        for (std::size_t k = 0; k < open.size(); ++k) {
            at[open[k]]
                = (ends >> k & 1) != 0 ? intervals[open[k]].upper : intervals[open[k]].lower;
        }
        const double result = expression(at);
        if (std::isfinite(result)) {
            range.lower = std::fmin(range.lower, result);
            range.upper = std::fmax(range.upper, result);
        }
    }
    return range;
}

} // namespace cityflux
