#include "pipeline/index/weight_region.h"

#include "pipeline/index/convex_hull.h"
#include "pipeline/index/linear_program.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace cityflux {
namespace {

/// Regions with a smaller radius have no volume.
constexpr double flat_radius = 1e-8;
constexpr double same_vertex = 1e-9;

/// Returns a program with the weights as columns 0..n-1, each at least 0, that sum to 1.
LinearProgram simplex(std::size_t weights)
{
    LinearProgram program;
    program.columns.resize(weights);
    LinearProgram::Row sum { {}, 1.0, 1.0 };
    for (std::size_t i = 0; i < weights; ++i) {
        sum.entries.emplace_back(i, 1.0);
    }
    program.rows.push_back(std::move(sum));
    return program;
}

LinearProgram::Row row_of(const std::vector<double>& leads, double lower)
{
    LinearProgram::Row row { {}, lower, LinearProgram::unbounded };
    for (std::size_t i = 0; i < leads.size(); ++i) {
        if (leads[i] != 0.0) {
            row.entries.emplace_back(i, leads[i]);
        }
    }
    return row;
}

/// Returns the length of a row within the plane of constant sum.
double length_in_plane(const std::vector<double>& row)
{
    const double mean
        = std::accumulate(row.begin(), row.end(), 0.0) / static_cast<double>(row.size());
    return std::sqrt(std::accumulate(row.begin(), row.end(), 0.0,
        [&](double sum, double value) { return sum + (value - mean) * (value - mean); }));
}

std::vector<double> weights_in(const LinearSolution& solution, std::size_t weights)
{
    std::vector<double> found(
        solution.values.begin(), solution.values.begin() + static_cast<std::ptrdiff_t>(weights));
    double sum = 0.0;
    for (double& weight : found) {
        weight = std::max(weight, 0.0);
        sum += weight;
    }
    for (double& weight : found) {
        weight /= sum;
    }
    return found;
}

/// Returns the rows that some weights do not satisfy, without duplicates.
WeightConstraints reduced(const WeightConstraints& constraints)
{
    WeightConstraints kept = constraints;
    std::erase_if(kept.rows, [&](const std::vector<double>& row) {
        return *std::min_element(row.begin(), row.end()) >= -constraints.tolerance;
    });
    std::sort(kept.rows.begin(), kept.rows.end());
    kept.rows.erase(std::unique(kept.rows.begin(), kept.rows.end()), kept.rows.end());
    return kept;
}

void find_margin(const WeightConstraints& constraints, WeightRegion& region)
{
    region.margin = std::numeric_limits<double>::quiet_NaN();
    if (constraints.rows.empty()) {
        return;
    }
    LinearProgram program = simplex(constraints.weights);
    program.maximise = true;
    program.columns.push_back({ -LinearProgram::unbounded, LinearProgram::unbounded, 1.0 });
    for (const auto& leads : constraints.rows) {
        LinearProgram::Row row = row_of(leads, 0.0);
        row.entries.emplace_back(constraints.weights, -1.0);
        program.rows.push_back(std::move(row));
    }
    if (const auto solution = solved(program)) {
        region.margin = solution->objective;
        region.widest = weights_in(*solution, constraints.weights);
    }
}

std::optional<LinearSolution> chebyshev(const WeightConstraints& constraints)
{
    LinearProgram program = simplex(constraints.weights);
    program.maximise = true;
    const std::size_t radius = constraints.weights;
    program.columns.push_back({ 0.0, LinearProgram::unbounded, 1.0 });
    for (const auto& leads : constraints.rows) {
        LinearProgram::Row row = row_of(leads, -constraints.tolerance);
        row.entries.emplace_back(radius, -length_in_plane(leads));
        program.rows.push_back(std::move(row));
    }
    const double face = std::sqrt(1.0 - 1.0 / static_cast<double>(constraints.weights));
    for (std::size_t i = 0; i < constraints.weights; ++i) {
        program.rows.push_back(
            { { { i, 1.0 }, { radius, -face } }, 0.0, LinearProgram::unbounded });
    }
    if (constraints.weights == 1) {
        program.columns[radius].upper = 0.0;
    }
    return solved(program);
}

void find_bounds(const WeightConstraints& constraints, WeightRegion& region)
{
    LinearProgram program = simplex(constraints.weights);
    for (const auto& leads : constraints.rows) {
        program.rows.push_back(row_of(leads, -constraints.tolerance));
    }
    for (std::size_t i = 0; i < constraints.weights; ++i) {
        program.columns[i].objective = 1.0;
        program.maximise = false;
        const auto least = solved(program);
        program.maximise = true;
        const auto most = solved(program);
        program.columns[i].objective = 0.0;
        region.lower.push_back(least ? std::clamp(least->objective, 0.0, region.centre[i]) : 0.0);
        region.upper.push_back(most ? std::clamp(most->objective, region.centre[i], 1.0) : 1.0);
    }
}

/// Returns the vertices in the first n-1 weights. The faces of the region, seen from its centre,
/// have a dual whose hull has a face for each vertex (Preparata & Muller 1979).
std::vector<std::vector<double>> vertices_of(
    const WeightConstraints& constraints, const WeightRegion& region)
{
    const std::size_t dimension = constraints.weights - 1;
    std::vector<double> dual;
    // normal . u <= bound
    const auto add = [&](const std::vector<double>& normal, double bound) {
        double slack = bound;
        for (std::size_t i = 0; i < dimension; ++i) {
            slack -= normal[i] * region.centre[i];
        }
        for (std::size_t i = 0; i < dimension; ++i) {
            dual.push_back(normal[i] * region.radius / slack);
        }
    };
    for (const auto& row : constraints.rows) {
        std::vector<double> normal(dimension);
        for (std::size_t i = 0; i < dimension; ++i) {
            normal[i] = row[dimension] - row[i];
        }
        add(normal, row[dimension] + constraints.tolerance);
    }
    for (std::size_t i = 0; i < dimension; ++i) {
        std::vector<double> normal(dimension, 0.0);
        normal[i] = -1.0;
        add(normal, 0.0);
    }
    add(std::vector<double>(dimension, 1.0), 1.0);

    std::vector<std::vector<double>> vertices;
    const auto hull = convex_hull(dual, dimension);
    for (std::size_t face = 0; hull && face < hull->faces.size(); ++face) {
        std::vector<double> vertex(constraints.weights);
        double rest = 1.0;
        for (std::size_t i = 0; i < dimension; ++i) {
            vertex[i] = std::clamp(region.centre[i]
                    + region.radius * hull->faces[face].normal[i] / hull->faces[face].offset,
                0.0, 1.0);
            rest -= vertex[i];
        }
        vertex[dimension] = std::max(rest, 0.0);
        const bool known
            = std::any_of(vertices.begin(), vertices.end(), [&](const std::vector<double>& other) {
                  return std::equal(vertex.begin(), vertex.end(), other.begin(),
                      [](double a, double b) { return std::abs(a - b) < same_vertex; });
              });
        if (!known) {
            vertices.push_back(std::move(vertex));
        }
    }
    std::sort(vertices.begin(), vertices.end());
    return vertices;
}

/// Returns the volume of the hull of vertices in the first n-1 weights, relative to that of the
/// simplex, 1 / (n-1)!.
std::optional<double> share_of(const WeightRegion& region)
{
    const std::size_t dimension = region.centre.size() - 1;
    std::vector<double> coordinates;
    double scale = 1.0;
    for (std::size_t i = 0; i < dimension; ++i) {
        scale *= (region.upper[i] - region.lower[i]) * static_cast<double>(i + 1);
    }
    for (const auto& vertex : region.vertices) {
        for (std::size_t i = 0; i < dimension; ++i) {
            coordinates.push_back(
                (vertex[i] - region.lower[i]) / (region.upper[i] - region.lower[i]));
        }
    }
    const auto hull = convex_hull(coordinates, dimension);
    return hull ? std::optional(hull->volume * scale) : std::nullopt;
}

void find_volume(const WeightConstraints& constraints, WeightRegion& region)
{
    if (constraints.weights == 1) {
        region.share = 1.0;
        region.vertices = { { 1.0 } };
    } else if (region.radius <= flat_radius) {
        region.share = 0.0;
    } else if (constraints.weights == 2) {
        region.share = region.upper[0] - region.lower[0];
        region.vertices = { { region.lower[0], 1.0 - region.lower[0] },
            { region.upper[0], 1.0 - region.upper[0] } };
    } else {
        region.vertices = vertices_of(constraints, region);
        region.share = share_of(region);
    }
}

} // namespace

WeightRegion weight_region(const WeightConstraints& constraints, std::size_t most_exact)
{
    WeightRegion region;
    find_margin(constraints, region);
    const WeightConstraints kept = reduced(constraints);
    const auto centre = chebyshev(kept);
    region.feasible = centre.has_value();
    if (!region.feasible) {
        return region;
    }
    region.centre = weights_in(*centre, constraints.weights);
    region.radius = centre->objective;
    find_bounds(kept, region);
    if (constraints.weights <= most_exact) {
        find_volume(kept, region);
    }
    return region;
}

std::optional<std::vector<double>> centre_of(const WeightConstraints& constraints)
{
    const auto centre = chebyshev(reduced(constraints));
    return centre ? std::optional(weights_in(*centre, constraints.weights)) : std::nullopt;
}

} // namespace cityflux
