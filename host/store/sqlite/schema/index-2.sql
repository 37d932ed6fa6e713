-- Notes have entries of their own: what is indexed already is looked at again.

UPDATE progress SET messages = 0;
