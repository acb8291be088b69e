#include "pipeline/index/linear_program.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <new>
#include <stdexcept>
#include <string>

#include <fmt/format.h>
#include <lpsolve/lp_lib.h>

namespace cityflux {
namespace {

constexpr double row_tolerance = 1e-9;
/// Settings of lp_solve for one attempt.
struct Way {
    int scaling;
    int phases;
    int pricing;
};
/// Scaling makes degenerate programs harder, not easier.
constexpr Way usual_way { SCALE_NONE, SIMPLEX_DUAL_PRIMAL, PRICER_DEVEX | PRICE_ADAPTIVE };
constexpr Way by_feasible_corners { SCALE_NONE, SIMPLEX_PRIMAL_PRIMAL, PRICER_FIRSTINDEX };
constexpr Way scaled { SCALE_GEOMETRIC | SCALE_EQUILIBRATE | SCALE_POWER2, SIMPLEX_DUAL_PRIMAL,
    PRICER_DEVEX | PRICE_ADAPTIVE };

/// Time limit of one solution; no program here takes a second.
constexpr double longest_seconds = 60.0;

/// Locks lp_solve for one program at a time. It keeps work space of its factorisation and its table
/// of vector functions in static memory.
std::unique_lock<std::mutex> sole_use()
{
    static std::mutex mutex;
    return std::unique_lock(mutex);
}

struct DeleteProblem {
    void operator()(lprec* problem) const
    {
        const auto sole = sole_use();
        delete_lp(problem);
    }
};

/// Returns a bound in lp_solve's range.
double limit_of(double bound)
{
    constexpr double infinite = 1e30;
    return std::clamp(bound, -infinite, infinite);
}

} // namespace

/// Program in lp_solve, always to be minimised.
class ChangingProgram::Simplex {
public:
    explicit Simplex(LinearProgram described);

    void set_bounds_of(std::size_t column, double lower, double upper);

    enum class End { optimal, impossible, unbounded, failed };
    End solve(double seconds);
    /// Returns the last optimum.
    const LinearSolution& solution() const { return solution_; }
    const LinearProgram& program() const { return program_; }

private:
    End solve_once(double seconds);
    bool keeps_rows() const;
    /// Resets the basis, so that the next search starts again with these settings.
    void take(const Way& way);

    LinearProgram program_;
    LinearSolution solution_;
    bool way_changed_ = false;
    std::unique_ptr<lprec, DeleteProblem> problem_;
};

ChangingProgram::Simplex::Simplex(LinearProgram described)
    : program_(std::move(described))
{
    const auto sole = sole_use();
    problem_.reset(make_lp(0, static_cast<int>(program_.columns.size())));
    if (problem_ == nullptr) {
        throw std::bad_alloc();
    }
    lprec* problem = problem_.get();
    set_verbose(problem, NEUTRAL);
    // Avoids lp_solve's other anti-degeneracy modes, which use a generator seeded by the clock.
    set_anti_degen(problem, ANTIDEGEN_NONE);
    set_pivoting(problem, usual_way.pricing);
    set_simplextype(problem, usual_way.phases);
    set_presolve(problem, PRESOLVE_SENSDUALS, get_presolveloops(problem));
    set_scaling(problem, usual_way.scaling);
    set_epslevel(problem, EPS_TIGHT);

    set_add_rowmode(problem, TRUE);
    std::vector<int> places;
    std::vector<double> coefficients;
    for (std::size_t i = 0; i < program_.rows.size(); ++i) {
        const auto& row = program_.rows[i];
        places.clear();
        coefficients.clear();
        for (const auto& [column, coefficient] : row.entries) {
            places.push_back(static_cast<int>(column) + 1); // lp_solve counts from 1
            coefficients.push_back(coefficient);
        }
        const bool equal = row.lower == row.upper;
        const bool below = std::isfinite(row.lower);
        add_constraintex(problem, static_cast<int>(places.size()), coefficients.data(),
            places.data(),
            equal       ? EQ
                : below ? GE
                        : LE,
            limit_of(below ? row.lower : row.upper));
    }
    set_add_rowmode(problem, FALSE);
    for (std::size_t i = 0; i < program_.rows.size(); ++i) {
        const auto& row = program_.rows[i];
        if (std::isfinite(row.lower) && std::isfinite(row.upper) && row.lower != row.upper) {
            set_rh_range(problem, static_cast<int>(i) + 1, row.upper - row.lower);
        }
    }
    for (std::size_t i = 0; i < program_.columns.size(); ++i) {
        const auto& column = program_.columns[i];
        const int number = static_cast<int>(i) + 1;
        set_mat(problem, 0, number, program_.maximise ? -column.objective : column.objective);
        ::set_bounds(problem, number, limit_of(column.lower), limit_of(column.upper));
    }
}

void ChangingProgram::Simplex::set_bounds_of(std::size_t column, double lower, double upper)
{
    program_.columns[column].lower = lower;
    program_.columns[column].upper = upper;
    const auto sole = sole_use();
    ::set_bounds(problem_.get(), static_cast<int>(column) + 1, limit_of(lower), limit_of(upper));
}

ChangingProgram::Simplex::End ChangingProgram::Simplex::solve_once(double seconds)
{
    const auto sole = sole_use();
    set_timeout(
        problem_.get(), static_cast<long>(std::ceil(std::clamp(seconds, 1.0, longest_seconds))));
    switch (::solve(problem_.get())) {
    case OPTIMAL:
    case PRESOLVED:
        break;
    case INFEASIBLE:
        return End::impossible;
    case UNBOUNDED:
        return End::unbounded;
    default:
        return End::failed;
    }
    auto& values = solution_.values;
    values.resize(program_.columns.size());
    get_variables(problem_.get(), values.data());
    const double sign = program_.maximise ? -1.0 : 1.0;
    solution_.objective = 0.0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = std::clamp(values[i], program_.columns[i].lower, program_.columns[i].upper);
        solution_.objective += program_.columns[i].objective * values[i];
    }
    // Index 0 is the objective, then rows, then columns.
    std::vector<double> duals(1 + program_.rows.size() + program_.columns.size());
    get_dual_solution(problem_.get(), duals.data());
    solution_.duals.clear();
    for (std::size_t i = 0; i < program_.rows.size(); ++i) {
        solution_.duals.push_back(sign * duals[1 + i]);
    }
    return keeps_rows() ? End::optimal : End::failed;
}

bool ChangingProgram::Simplex::keeps_rows() const
{
    return std::all_of(
        program_.rows.begin(), program_.rows.end(), [&](const LinearProgram::Row& row) {
            double sum = 0.0;
            double parts = 0.0;
            for (const auto& [column, coefficient] : row.entries) {
                sum += coefficient * solution_.values[column];
                parts += std::abs(coefficient * solution_.values[column]);
            }
            const double tolerance = row_tolerance * std::max(parts, 1.0);
            return sum >= row.lower - tolerance && sum <= row.upper + tolerance;
        });
}

ChangingProgram::Simplex::End ChangingProgram::Simplex::solve(double seconds)
{
    End end = solve_once(seconds);
    // The basis of the last search may be ill-conditioned, and so may the path from it. Any result
    // except an optimum is therefore checked by further attempts.
    for (const Way& way : { usual_way, by_feasible_corners, scaled }) {
        if (end == End::optimal) {
            break;
        }
        const End before = end;
        take(way);
        end = solve_once(seconds);
        if (end == before && end != End::failed) {
            break;
        }
    }
    if (way_changed_) {
        take(usual_way);
        way_changed_ = false;
    }
    return end;
}

void ChangingProgram::Simplex::take(const Way& way)
{
    const auto sole = sole_use();
    default_basis(problem_.get());
    set_scaling(problem_.get(), way.scaling);
    set_simplextype(problem_.get(), way.phases);
    set_pivoting(problem_.get(), way.pricing);
    way_changed_ = true;
}

std::optional<LinearSolution> solved(const LinearProgram& program)
{
    return ChangingProgram(program).solve_or_throw();
}

ChangingProgram::ChangingProgram(LinearProgram program)
    : simplex_(std::make_unique<Simplex>(std::move(program)))
{
}

ChangingProgram::~ChangingProgram() = default;

void ChangingProgram::set_bounds(std::size_t column, double lower, double upper)
{
    simplex_->set_bounds_of(column, lower, upper);
}

std::optional<LinearSolution> ChangingProgram::solve(double seconds)
{
    return simplex_->solve(seconds) == Simplex::End::optimal ? std::optional(simplex_->solution())
                                                             : std::nullopt;
}

std::optional<LinearSolution> ChangingProgram::solve_or_throw()
{
    switch (simplex_->solve(longest_seconds)) {
    case Simplex::End::optimal:
        return simplex_->solution();
    case Simplex::End::failed:
        throw std::runtime_error("a linear program of "
            + std::to_string(simplex_->program().columns.size()) + " columns and "
            + std::to_string(simplex_->program().rows.size())
            + " rows could not be solved: its numbers are too far apart");
    default:
        return std::nullopt;
    }
}

std::string linear_solver_version()
{
    int major = 0;
    int minor = 0;
    int release = 0;
    int build = 0;
    lp_solve_version(&major, &minor, &release, &build);
    return fmt::format("{}.{}.{}.{}", major, minor, release, build);
}

} // namespace cityflux
