"""The description of all routes as OpenAPI, made from the questions and one table of routes.

It must not serve any of them.
"""
