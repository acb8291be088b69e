#pragma once

#include <cstddef>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cityflux {

/// Linear program: the largest (or smallest) value of an objective under linear bounds.
struct LinearProgram {
    static constexpr double unbounded = std::numeric_limits<double>::infinity();
    struct Column {
        double lower = 0.0;
        double upper = unbounded;
        double objective = 0.0;
    };
    struct Row {
        std::vector<std::pair<std::size_t, double>> entries; ///< column and coefficient
        double lower = -unbounded;
        double upper = unbounded;
    };
    std::vector<Column> columns;
    std::vector<Row> rows;
    bool maximise = false;
};

struct LinearSolution {
    double objective = 0.0;
    std::vector<double> values; ///< by column, within the column's bounds
    std::vector<double> duals; ///< by row: change of the objective with the active bound of the row
};

/// Returns the optimum by the simplex method. Returns std::nullopt if the rows contradict each
/// other or the objective is unbounded. Rows hold within 1e-9 of the sum of their parts (at least
/// 1). Throws std::runtime_error if rounding prevents a solution.
std::optional<LinearSolution> solved(const LinearProgram& program);

/// Program that is solved repeatedly with other bounds of its columns, each time from the end of
/// the last search. Equal calls in equal order have equal results.
class ChangingProgram {
public:
    explicit ChangingProgram(LinearProgram program);
    ~ChangingProgram();
    ChangingProgram(const ChangingProgram&) = delete;
    ChangingProgram& operator=(const ChangingProgram&) = delete;

    void set_bounds(std::size_t column, double lower, double upper);

    /// Returns the optimum, as solved() does. Also returns std::nullopt if rounding prevents a
    /// solution or the search takes longer than `seconds` (rounded up to whole seconds, at least
    /// 1).
    std::optional<LinearSolution> solve(double seconds);

private:
    friend std::optional<LinearSolution> solved(const LinearProgram& program);
    std::optional<LinearSolution> solve_or_throw();

    class Simplex;
    std::unique_ptr<Simplex> simplex_;
};

/// Returns the version of lp_solve in use.
std::string linear_solver_version();

} // namespace cityflux
